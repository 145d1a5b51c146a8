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
      await openBatch(visit, "drawn");
      await ask(visit, "Run again");
      await visit.page.getByText(visit.say("It is free.")).waitFor();
    },
  },
  {
    name: "run-again-paid",
    viewer: "the owner",
    come: async (visit) => {
      const price = "About {total} at today’s prices, perhaps up to {most}.";
      const values = { total: anything, most: anything };
      await openBatch(visit, "paid");
      await visit.makeRoom(async () => {
        await ask(visit, "Run again");
        await visit.page.getByText(like(visit.say(price, values))).waitFor();
      });
    },
  },
  {
    name: "delete",
    viewer: "the owner",
    come: async (visit) => {
      await openBatch(visit, "drawn");
      await ask(visit, "Delete");
      await visit.page.getByRole("button", { name: visit.say("Delete for good") }).waitFor();
    },
  },
  {
    name: "rename",
    viewer: "the owner",
    come: async (visit) => {
      await openBatch(visit, "drawn");
      await visit.page.getByRole("button", { name: visit.say("Rename this batch") }).click();
      await visit.page.getByRole("textbox", { name: visit.say("Name of the batch") }).waitFor();
    },
  },
];

async function openBatch(visit: Visit, kind: BatchKind): Promise<void> {
  await openResults(visit, kind);
  await visit.page.locator('[data-place="3"] img').waitFor();
}

async function ask({ page, say }: Visit, button: string): Promise<void> {
  await page.getByRole("button", { name: say(button), exact: true }).click();
  await page.getByRole("dialog").waitFor();
}
