import { Waiting } from "../waiting.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = {
  "on its way": ({ say }) => (
    <Waiting>{say("Fetching your batches", "Recherche de vos lots")}</Waiting>
  ),
};
