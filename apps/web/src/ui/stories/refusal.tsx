import { Refusal } from "../refusal.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = {
  "did not come": ({ say }) => (
    <Refusal
      words={say("The server does not answer.", "Le serveur ne répond pas.")}
      onAgain={() => undefined}
    />
  ),
};
