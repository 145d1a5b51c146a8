import { SearchField } from "../search-field.tsx";
import { Held, type Stories } from "../story.tsx";

export const stories: Stories = {
  "nothing typed": ({ say }) => (
    <Held first="">
      {(value, change) => (
        <SearchField
          label={say("Search the history", "Chercher dans l’historique")}
          search={value}
          onSearch={change}
        />
      )}
    </Held>
  ),
  "a text, and a cross that empties it": ({ say }) => (
    <Held first={say("red shoes", "chaussures rouges")}>
      {(value, change) => (
        <SearchField
          label={say("Search the prompts", "Chercher dans les prompts")}
          search={value}
          onSearch={change}
        />
      )}
    </Held>
  ),
};
