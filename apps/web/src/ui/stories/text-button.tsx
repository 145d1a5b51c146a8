import { TextButton } from "../text-button.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = {
  "at rest": ({ say }) => <TextButton>{say("Try again", "Réessayer")}</TextButton>,
  "inside a line": ({ say }) => (
    <p>
      {say("It is gone.", "Elle a disparu.")}{" "}
      <TextButton>{say("Look again", "Regarder encore")}</TextButton>
    </p>
  ),
  "not now": ({ say }) => <TextButton aria-disabled>{say("Try again", "Réessayer")}</TextButton>,
  disabled: ({ say }) => <TextButton disabled>{say("Try again", "Réessayer")}</TextButton>,
};
