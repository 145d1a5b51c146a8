import { Ways } from "../ways.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = {
  "one open": ({ say }) => (
    <Ways
      label={say("Administration", "Administration")}
      ways={[
        { to: "/", text: say("People", "Personnes") },
        { to: "/batches", text: say("Batches", "Lots") },
        { to: "/usage", text: say("Usage", "Consommation") },
        { to: "/limits", text: say("Limits", "Limites") },
        { to: "/audit", text: say("Audit trail", "Journal d’audit") },
      ]}
    />
  ),
};
