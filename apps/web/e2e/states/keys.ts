import { promptsOf } from "./stage/prompts.ts";
import { rememberedKey } from "./stage/people.ts";
import type { State } from "./state.ts";
import { giveKey, openForm, writePrompts } from "./ways.ts";

/** Who pays: a key that is good, refused, remembered. */
export const keyStates: State[] = [
  {
    name: "key-works",
    viewer: "the owner",
    come: async (visit) => {
      await openForm(visit);
      await writePrompts(visit, promptsOf(visit.language).slice(0, 6));
      await giveKey(visit, "AIzaSy-of-the-atelier-4f2c");
    },
  },
  {
    name: "key-refused",
    viewer: "the owner",
    come: async (visit) => {
      await openForm(visit);
      await writePrompts(visit, promptsOf(visit.language).slice(0, 6));
      const answer = "Nothing was charged, and nothing you typed is lost.";
      await giveKey(visit, "AIzaSy-a-key-that-is-gone", answer);
    },
  },
  {
    name: "key-remembered",
    viewer: "marie",
    come: async (visit) => {
      await visit.stage.accounts();
      await openForm(visit);
      await writePrompts(visit, promptsOf(visit.language).slice(0, 6));
      await visit.page.getByText(`•••• ${rememberedKey.lastFour}`).waitFor();
    },
  },
];
