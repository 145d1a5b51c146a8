import { anything, like } from "../like.ts";
import type { BatchKind } from "./stage/batches.ts";
import type { State, Visit } from "./state.ts";
import { openResults } from "./ways.ts";

/** What is asked before a batch is drawn again, deleted or renamed. */
export const questionStates: State[] = [
  {
    name: "run-again",
    viewer: "the owner",
    come: async (visit) => {
      await ask(visit, "drawn", "Run again");
      await visit.page.getByText(visit.say("It is free.")).waitFor();
    },
  },
  {
    name: "run-again-paid",
    makesRoom: true,
    viewer: "the owner",
    come: async (visit) => {
      await ask(visit, "paid", "Run again");
      const price = "About {total} at today’s prices, {most} at most.";
      const values = { total: anything, most: anything };
      await visit.page.getByText(like(visit.say(price, values))).waitFor();
    },
  },
  {
    name: "delete",
    viewer: "the owner",
    come: async (visit) => {
      await ask(visit, "drawn", "Delete");
      await visit.page.getByRole("button", { name: visit.say("Delete for good") }).waitFor();
    },
  },
  {
    name: "rename",
    viewer: "the owner",
    come: async (visit) => {
      await openResults(visit, "drawn");
      await visit.page.locator('[data-place="3"] img').waitFor();
      await visit.page.getByRole("button", { name: visit.say("Rename this batch") }).click();
      await visit.page.getByRole("textbox", { name: visit.say("Name of the batch") }).waitFor();
    },
  },
];

async function ask(visit: Visit, kind: BatchKind, button: string): Promise<void> {
  const { page, say } = visit;
  await openResults(visit, kind);
  await page.locator('[data-place="3"] img').waitFor();
  await page.getByRole("button", { name: say(button), exact: true }).click();
  await page.getByRole("dialog").waitFor();
}
