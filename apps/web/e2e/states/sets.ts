import { like, anything } from "../like.ts";
import type { BatchKind } from "./stage/batches.ts";
import { promptsOf } from "./stage/prompts.ts";
import type { State, Visit } from "./state.ts";
import { go, openForm, pageOf, giveKey, reviewButton, writePrompts } from "./ways.ts";

/** Several models with the same prompts: chosen, priced, under way and side by side. */
export const setStates: State[] = [
  { name: "configure-compare", viewer: "the owner", come: compare },
  {
    name: "review-compare",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await compare(visit);
      await reviewButton(visit, 12).click();
      await page.waitForURL(/review$/);
      await page.getByText(say("These batches will cost, all together")).waitFor();
      const generate =
        "{images, plural, one {Generate # image — about {total}} other {Generate # images — about {total}}}";
      const name = like(say(generate, { images: 12, total: anything }));
      await page.getByRole("button", { name }).waitFor();
    },
  },
  {
    name: "set-under-way",
    viewer: "the owner",
    come: (visit) => openSet(visit, "side by side, under way"),
  },
  {
    name: "set-cancel",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await openSet(visit, "side by side, under way");
      await page.getByRole("button", { name: say("Cancel all") }).click();
      await page.getByRole("button", { name: say("Let them go on") }).waitFor();
    },
  },
  { name: "set", viewer: "the owner", come: (visit) => openSet(visit, "side by side") },
  {
    name: "results-of-a-set",
    viewer: "the owner",
    come: async (visit) => {
      await go(visit, await pageOf(visit, "side by side"));
      await visit.page
        .getByRole("link", { name: visit.say("Side by side with the other models") })
        .waitFor();
      await visit.page.locator('[data-place="0"]').waitFor();
    },
  },
];

async function compare(visit: Visit): Promise<void> {
  const { page, say, language, makeRoom } = visit;
  await openForm(visit);
  await writePrompts(visit, promptsOf(language).slice(0, 4));
  await giveKey(visit, "AIzaSy-of-the-atelier-4f2c");
  await makeRoom(async () => {
    await page.getByText(say("Compare with other models")).first().click();
    await page.getByRole("checkbox").first().waitFor();
  });
  await page.getByRole("checkbox", { name: "Nano Banana Pro" }).check();
  await page.getByRole("checkbox", { name: say("Simulator") }).check();
  await reviewButton(visit, 12).waitFor();
}

async function openSet(visit: Visit, kind: BatchKind): Promise<void> {
  const id = await visit.stage.batch(kind, visit.language);
  const { set_id: setId } = await visit.stage.open.client.getExecution(id);
  await go(visit, `/nano-banana/sets/${setId}`);
  await visit.page
    .getByRole("region", { name: visit.say("Side by side") })
    .getByRole("img", { name: /^4a?, / })
    .last()
    .waitFor();
}
