import { people } from "./stage/people.ts";
import type { State, Visit } from "./state.ts";
import { go } from "./ways.ts";

const page = "/nano-banana/analytics";

/** What was drawn and spent: of who has drawn nothing yet, of who has, and for an admin of everybody. */
export const analyticsStates: State[] = [
  {
    name: "analytics-empty",
    viewer: "nadia",
    come: async (visit) => {
      await go(visit, page);
      await visit.page
        .locator("main")
        .getByRole("link", { name: visit.say("New batch") })
        .waitFor();
    },
  },
  { name: "analytics", viewer: "marie", come: (visit) => come(visit, "") },
  {
    name: "analytics-table",
    viewer: "marie",
    come: async (visit) => {
      await come(visit, "?time=7");
      await visit.page.getByText(visit.say("The same as a table")).click();
      await visit.page.getByRole("table").waitFor();
    },
  },
  {
    name: "analytics-everybody",
    viewer: "marie",
    come: async (visit) => {
      await come(visit, "?of=everybody");
      await visit.page.getByText(people.lucie.email).first().waitFor();
    },
  },
];

async function come(visit: Visit, query: string): Promise<void> {
  await visit.stage.accounts();
  await go(visit, `${page}${query}`);
  await visit.page.getByRole("heading", { name: visit.say("By model") }).waitFor();
}
