import type { Stories } from "../src/ui/story.tsx";

type StoryFile = {
  stories: Stories;
  /** It lies over the page, so each of its stories is shown alone. */
  overPage?: true;
};

const files = import.meta.glob<StoryFile>("../src/ui/stories/*.tsx", { eager: true });

/** Every piece by its file's name with its stories, in the order of the alphabet. */
export const allStories: ({ piece: string } & StoryFile)[] = Object.entries(files).map(
  ([path, file]) => ({ piece: /([^/]+)\.tsx$/.exec(path)?.[1] ?? path, ...file }),
);
