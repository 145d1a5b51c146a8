import { anything, like } from "../like.ts";
import { promptsOf } from "./stage/prompts.ts";
import type { State, Visit } from "./state.ts";
import { fillForm, giveKey, openForm, openSeed, reviewButton, writePrompts } from "./ways.ts";
import { freeName } from "../button-names.ts";

/** One look before anything is charged: free, paid, with a cap that is too low or none, and what refuses the start. */
export const reviewStates: State[] = [
  {
    name: "review-free",
    viewer: "the owner",
    come: async (visit) => {
      await fillForm(visit);
      await review(visit, 12);
    },
  },
  {
    name: "review-seed",
    viewer: "the owner",
    come: async (visit) => {
      await fillForm(visit);
      await (await openSeed(visit)).fill("20261130");
      await review(visit, 12);
    },
  },
  {
    name: "review",
    viewer: "the owner",
    come: (visit) => reviewPaid(visit, visit.language === "fr" ? "1,00" : "1.00"),
  },
  { name: "review-low-cap", viewer: "the owner", come: (visit) => reviewPaid(visit, "0.20") },
  { name: "review-no-cap", viewer: "the owner", come: (visit) => reviewPaid(visit, "2.5.0") },
  {
    name: "review-key-lost",
    viewer: "the owner",
    come: async (visit) => {
      await reviewPaid(visit, "");
      await visit.page.reload();
      await visit.page
        .getByText(visit.say("The key is not kept across a reload. Give it once more."))
        .first()
        .waitFor();
    },
  },
  {
    name: "review-refused",
    viewer: "lucie",
    refusal: /429/,
    come: async (visit) => {
      await visit.stage.accounts();
      await fillForm(visit);
      await review(visit, 12);
      await visit.makeRoom(async () => {
        await visit.page.getByRole("button", { name: freeName(visit.say, 12) }).click();
        await visit.page.getByRole("alert").getByRole("link").waitFor();
      });
    },
  },
];

async function review(visit: Visit, count: number): Promise<void> {
  await reviewButton(visit, count).click();
  await visit.page.waitForURL(/review$/);
  await visit.page.getByText(visit.say("This batch will cost")).waitFor();
}

async function reviewPaid(visit: Visit, cap: string): Promise<void> {
  const { page, say, language } = visit;
  await openForm(visit);
  await writePrompts(visit, promptsOf(language));
  await giveKey(visit, "AIzaSy-of-the-atelier-4f2c");
  await review(visit, 12);
  const total = anything;
  const generate =
    "{images, plural, one {Generate # image — about {total}} other {Generate # images — about {total}}}";
  await page.getByRole("button", { name: like(say(generate, { images: 12, total })) }).waitFor();
  if (cap !== "") await page.getByLabel(say("Stop before it passes")).fill(cap);
}
