import type { State, Visit } from "./state.ts";
import { openResults } from "./ways.ts";

/** The results page: all pictures, those that failed, none, stacks, ratings and what is picked. */
export const resultStates: State[] = [
  { name: "results", viewer: "the owner", come: (visit) => allPictures(visit) },
  {
    name: "results-failed",
    viewer: "the owner",
    come: async (visit) => {
      await openResults(visit, "partly failed", "?show=failed");
      await visit.page.locator('[data-place="2"]').waitFor();
    },
  },
  {
    name: "results-running",
    viewer: "the owner",
    come: async (visit) => {
      await openResults(visit, "half done");
      await visit.page
        .getByRole("link", { name: visit.say("Still running: see how far it is") })
        .waitFor();
    },
  },
  {
    name: "results-cancelled",
    viewer: "the owner",
    come: (visit) => openResults(visit, "cancelled"),
  },
  {
    name: "results-doubts",
    viewer: "the owner",
    come: async (visit) => {
      await openResults(visit, "in doubt");
      await visit.page
        .getByRole("link", { name: visit.say("Paused: see how far it is") })
        .waitFor();
    },
  },
  {
    name: "results-nothing-found",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await allPictures(visit);
      await page.getByRole("textbox", { name: say("Search the prompts") }).fill("zebra");
      await page.getByRole("button", { name: say("Show all pictures") }).waitFor();
    },
  },
  {
    name: "results-stacks",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await openResults(visit, "four of each");
      await openTools(visit);
      await page.getByRole("button", { name: say("Stacked") }).click();
      await page.locator('[data-place="1"] button[data-stack]').click();
      await page.locator('[data-place="5"]').waitFor();
      await page.locator('[data-place="6"]').waitFor({ state: "detached" });
    },
  },
  {
    name: "results-rated",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await openResults(visit, "four of each");
      await openTools(visit);
      await page.getByLabel(say("Rating"), { exact: true }).selectOption("4");
      await page.locator('[data-place="3"]').waitFor({ state: "detached" });
    },
  },
  {
    name: "results-picked",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await openResults(visit, "four of each");
      await page.locator('[data-place="1"] img').waitFor();
      await page.locator('[data-place="0"] a').first().focus();
      for (const key of ["Space", "Shift+ArrowRight"]) await page.keyboard.press(key);
      await page.getByRole("region", { name: say("Selected pictures") }).waitFor();
      await page
        .getByText(say("{0, plural, one {# selected} other {# selected}}", { 0: 2 }))
        .waitFor();
    },
  },
  {
    name: "results-references",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await openResults(visit, "four of each");
      await page.locator('[data-place="0"] a').first().focus();
      for (const key of ["Space", "Shift+ArrowRight"]) await page.keyboard.press(key);
      await page.getByRole("button", { name: say("Use as reference") }).click();
      await page.getByRole("link", { name: say("Added. To the new batch") }).waitFor();
    },
  },
  {
    name: "results-rating-lost",
    viewer: "the owner",
    refusal: /ERR_FAILED/,
    come: async (visit) => {
      const { page, say } = visit;
      await openResults(visit, "drawn");
      await page.route("**/ratings", (route) => route.abort());
      await page.locator('[data-place="1"] a').first().focus();
      await page.keyboard.press("5");
      await page.getByRole("button", { name: say("Rate again") }).waitFor();
    },
  },
  {
    name: "results-keys",
    viewer: "the owner",
    come: async (visit) => {
      await allPictures(visit);
      await visit.page.locator('[data-place="0"] a').first().focus();
      await visit.page.keyboard.press("?");
      await visit.page.getByRole("dialog", { name: visit.say("What the keys do") }).waitFor();
    },
  },
];

async function allPictures(visit: Visit): Promise<void> {
  await openResults(visit, "drawn");
  await visit.page.locator('[data-place="3"] img').waitFor();
}

/** On a narrow screen these lie behind a button. */
async function openTools({ page, say }: Visit): Promise<void> {
  const more = page.getByRole("button", { name: say("Rating and size") });
  if (await more.isVisible()) await more.click();
}
