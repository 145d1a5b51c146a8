import { Choice } from "../choice.tsx";
import { Held, type Say, type Stories } from "../story.tsx";

const options = (say: Say) => [
  { value: "newest", text: say("Newest first", "Les plus récentes") },
  { value: "oldest", text: say("Oldest first", "Les plus anciennes") },
];

export const stories: Stories = {
  "label above": ({ say }) => (
    <Held first="newest">
      {(value, change) => (
        <Choice
          label={say("Order", "Ordre")}
          value={value}
          options={options(say)}
          onChange={change}
        />
      )}
    </Held>
  ),
  "label in front": ({ say }) => (
    <Held first="oldest">
      {(value, change) => (
        <Choice
          isInline
          label={say("Order of all", "Ordre de tout")}
          value={value}
          options={options(say)}
          onChange={change}
        />
      )}
    </Held>
  ),
};
