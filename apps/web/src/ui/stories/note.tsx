import { Button } from "@mantine/core";
import type { ComponentProps } from "react";
import { Note } from "../note.tsx";
import type { Say, Stories, Story } from "../story.tsx";

type Kind = ComponentProps<typeof Note>["kind"];

const of =
  (kind: Kind, words: (say: Say) => string): Story =>
  ({ say }) => <Note kind={kind}>{words(say)}</Note>;

const kinds: Record<Kind, Story> = {
  waiting: of("waiting", (say) =>
    say(
      "Google asks to wait a minute. It goes on by itself.",
      "Google demande d’attendre une minute. La suite se fait seule.",
    ),
  ),
  paused: of("paused", (say) => say("You paused this batch.", "Vous avez mis ce lot en pause.")),
  doubt: of("doubt", (say) =>
    say("Two pictures may be charged already.", "Deux images sont peut-être déjà facturées."),
  ),
  warning: of("warning", (say) =>
    say("The model drew another size.", "Le modèle a dessiné une autre taille."),
  ),
  problem: of("problem", (say) => say("Google refused the key.", "Google a refusé la clé.")),
  offline: of("offline", (say) => say("You are offline.", "Vous êtes hors ligne.")),
  good: of("good", (say) => say("All is drawn.", "Tout est dessiné.")),
};

export const stories: Stories = {
  ...kinds,
  "with what helps": ({ say }) => (
    <Note
      kind="problem"
      action={<Button>{say("Give another key", "Donner une autre clé")}</Button>}
    >
      {say(
        "Google refused the key, so the batch stands still. Nothing was charged for what is left.",
        "Google a refusé la clé, le lot est donc arrêté. Rien n’a été facturé pour le reste.",
      )}
    </Note>
  ),
};
