import { Confirm } from "../confirm.tsx";
import type { Say, Stories } from "../story.tsx";

const nothing = () => undefined;
const words = (say: Say) => ({
  isOpen: true,
  onClose: nothing,
  onAct: nothing,
  title: say("Delete this batch?", "Supprimer ce lot ?"),
  closeLabel: say("Close", "Fermer"),
  keep: say("Keep it", "Le garder"),
  act: say("Delete 12 pictures", "Supprimer 12 images"),
  acting: say("Deleting", "Suppression"),
  isPending: false,
  problem: null,
  children: (
    <p>
      {say(
        "Its pictures are gone for good. What they cost stays in your figures.",
        "Ses images disparaissent pour de bon. Leur coût reste dans vos chiffres.",
      )}
    </p>
  ),
});

export const overPage = true;
export const stories: Stories = {
  "takes something away": ({ say }) => <Confirm {...words(say)} isStop />,
  "goes ahead": ({ say }) => (
    <Confirm
      {...words(say)}
      title={say("Draw them again?", "Les redessiner ?")}
      act={say("Draw 12 pictures", "Dessiner 12 images")}
    />
  ),
  "at work": ({ say }) => <Confirm {...words(say)} isStop isPending />,
  "did not work": ({ say }) => (
    <Confirm
      {...words(say)}
      isStop
      problem={say(
        "The server does not answer. Try again.",
        "Le serveur ne répond pas. Réessayez.",
      )}
    />
  ),
};
