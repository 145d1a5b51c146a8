import { rememberedKey } from "./stage/people.ts";
import { promptsOf } from "./stage/prompts.ts";
import type { State, Visit } from "./state.ts";
import { giveKey, go, openForm, reviewButton, writePrompts } from "./ways.ts";

/** What can draw and what it charges, and a model that is gone on its way to be paid for. */
export const modelStates: State[] = [
  {
    name: "models",
    viewer: "marie",
    come: async (visit) => {
      const { page, say, stage } = visit;
      await stage.accounts();
      await go(visit, "/nano-banana/models");
      await page.getByText(`•••• ${rememberedKey.lastFour}`).first().waitFor();
      await page.getByText(say("Add a model like…")).waitFor();
    },
  },
  {
    name: "models-to-look-at",
    viewer: "nadia",
    come: async (visit) => {
      await go(visit, "/nano-banana/models");
      await visit.page.getByText(visit.say("none remembered")).first().waitFor();
    },
  },
  {
    name: "models-change",
    viewer: "the owner",
    come: async (visit) => {
      await changed(visit);
      await visit.page.getByRole("dialog").getByLabel("4K").waitFor();
    },
  },
  {
    name: "models-change-wrong",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say, makeRoom } = visit;
      await changed(visit);
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("4K").fill("");
      await dialog.getByLabel(say("State")).selectOption("shut_down");
      await makeRoom(async () => {
        await dialog.getByRole("button", { name: say("Save") }).click();
        await dialog.getByText(say("Say since when it is shut down.")).waitFor();
      });
    },
  },
  {
    name: "models-add",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say, makeRoom } = visit;
      await go(visit, "/nano-banana/models");
      await makeRoom(async () => {
        await page.getByRole("button", { name: say("Add a model like…") }).click();
        await page.getByRole("dialog").getByLabel("4K").waitFor();
      });
    },
  },
  {
    name: "review-shut-down",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await openForm(visit);
      await writePrompts(visit, promptsOf(visit.language).slice(0, 4));
      await giveKey(visit, "AIzaSy-of-the-atelier-4f2c");
      await page.getByText(say("Models no longer offered"), { exact: true }).click();
      await page.locator("details input[name=model]").first().check();
      await reviewButton(visit, 4).click();
      await page.getByRole("status").filter({ hasText: "Nano Banana" }).first().waitFor();
    },
  },
];

async function changed(visit: Visit): Promise<void> {
  const { page, makeRoom } = visit;
  await go(visit, "/nano-banana/models");
  const row = page.getByRole("listitem").filter({ hasText: "gemini-nano-banana-2.1" }).first();
  await makeRoom(async () => {
    await row.getByRole("button").click();
    await page.getByRole("dialog").getByRole("textbox").first().waitFor();
  });
}
