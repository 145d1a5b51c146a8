import { Button } from "@mantine/core";
import { Section } from "../section.tsx";
import type { Stories } from "../story.tsx";

const padded = { padding: "0 20px 16px" };

export const stories: Stories = {
  "with everything": ({ say }) => (
    <Section
      id="story-keys"
      title={say("Your keys", "Vos clés")}
      about={say(
        "Kept sealed on this server, for the next batches too.",
        "Gardées scellées sur ce serveur, pour les prochains lots aussi.",
      )}
      action={<Button>{say("Add a key", "Ajouter une clé")}</Button>}
    >
      <p style={padded}>{say("One key.", "Une clé.")}</p>
    </Section>
  ),
  "title alone": ({ say }) => (
    <Section id="story-limits" title={say("Your limits", "Vos limites")}>
      <p style={padded}>{say("None.", "Aucune.")}</p>
    </Section>
  ),
};
