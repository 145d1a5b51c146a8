import { historian } from "./stage/furnish.ts";
import { names } from "./stage/names.ts";
import type { State, Visit } from "./state.ts";
import { go } from "./ways.ts";

const list = "/nano-banana/executions";

/** The history of a person who has nothing yet, and of one who has a lot; the latter is another person in each language. */
export function historyStates(language: "en" | "fr"): State[] {
  const viewer = historian(language);
  return [
    {
      name: "history-empty",
      viewer: "nadia",
      come: async (visit) => {
        await go(visit, list);
        const words = visit.say(
          "No batches yet. <0>Paste a few prompts</0>, or try the simulator.",
        );
        await visit.page.getByText(words).waitFor();
      },
    },
    { name: "history", viewer, come: fullHistory },
    {
      name: "history-nothing-found",
      viewer,
      come: async (visit) => {
        const { page, say } = visit;
        await fullHistory(visit);
        await page.getByRole("textbox", { name: say("Search names and prompts") }).fill("velvet");
        await page.getByRole("button", { name: say("Show all batches") }).waitFor();
      },
    },
    {
      name: "history-renaming",
      viewer,
      come: async (visit) => {
        const { page, say } = visit;
        await fullHistory(visit);
        const name = names.ceramics[visit.language];
        await page.getByRole("button", { name: say("Rename {name}", { name }) }).click();
        await page.getByRole("textbox", { name: say("Name of the batch") }).waitFor();
      },
    },
  ];
}

async function fullHistory(visit: Visit): Promise<void> {
  const { page, say } = visit;
  await visit.stage.history(visit.language);
  await go(visit, list);
  await page.getByRole("heading", { level: 2, name: say("Needs you") }).waitFor();
  await page.getByRole("heading", { level: 2, name: say("Yesterday") }).waitFor();
}
