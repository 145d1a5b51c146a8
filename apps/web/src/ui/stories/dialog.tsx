import { Button } from "@mantine/core";
import { Dialog } from "../dialog.tsx";
import type { Stories } from "../story.tsx";

const nothing = () => undefined;

export const overPage = true;
export const stories: Stories = {
  short: ({ say }) => (
    <Dialog isOpen onClose={nothing} title={say("Name", "Nom")} closeLabel={say("Close", "Fermer")}>
      <p>{say("What the batch is called.", "Le nom du lot.")}</p>
      <Button>{say("Save", "Enregistrer")}</Button>
    </Dialog>
  ),
  "long title and much to say": ({ say }) => (
    <Dialog
      isOpen
      onClose={nothing}
      title={say(
        "Import the prompts of autumn-catalogue-final-version.csv",
        "Importer les prompts de catalogue-automne-version-finale.csv",
      )}
      closeLabel={say("Close", "Fermer")}
    >
      {Array.from({ length: 12 }, (_, index) => (
        <p key={index}>
          {say(
            "Each row becomes a prompt. Columns that are not chosen are left out.",
            "Chaque ligne devient un prompt. Les colonnes non choisies sont ignorées.",
          )}
        </p>
      ))}
    </Dialog>
  ),
};
