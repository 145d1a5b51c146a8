import { Heading } from "../heading.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = {
  short: ({ say }) => (
    <Heading title={say("Results", "Résultats")}>{say("Results", "Résultats")}</Heading>
  ),
  "one long word": () => (
    <Heading title="autumn">autumn_catalogue_final_version_with_all_the_colours_2026-11-29</Heading>
  ),
};
