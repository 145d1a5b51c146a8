import { people } from "./stage/people.ts";
import type { State, Visit } from "./state.ts";
import { go } from "./ways.ts";

/** The administration, and what whoever is no admin sees of it. */
export const adminStates: State[] = [
  {
    name: "admin-users",
    viewer: "marie",
    come: async (visit) => {
      await admin(visit, "users");
      await visit.page.getByRole("link", { name: people.lucie.email }).waitFor();
    },
  },
  {
    name: "admin-users-none",
    viewer: "marie",
    come: async (visit) => {
      await admin(visit, "users?search=nobody");
      const none = "Nobody’s address has “{search}” in it.";
      await visit.page.getByText(visit.say(none, { search: "nobody" })).waitFor();
    },
  },
  { name: "admin-user", viewer: "marie", come: lucie },
  {
    name: "admin-user-wrong",
    viewer: "marie",
    come: async (visit) => {
      const { page, say } = visit;
      await lucie(visit);
      await page.getByLabel(say("Pictures a day")).fill("0");
      await page.getByRole("button", { name: say("Save the limits") }).click();
      await page
        .getByText(say("Write a whole number of at least 1, or leave it empty for no limit."))
        .waitFor();
    },
  },
  {
    name: "admin-user-role",
    viewer: "marie",
    come: async (visit) => {
      const { page, say } = visit;
      await lucie(visit);
      await page.getByRole("button", { name: say("Make admin") }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "admin-batches",
    viewer: "marie",
    come: async (visit) => {
      await admin(visit, "batches");
      await visit.page.getByRole("button", { name: people.lucie.email }).first().waitFor();
    },
  },
  {
    name: "admin-usage",
    viewer: "marie",
    come: async (visit) => {
      await admin(visit, "usage");
      await visit.page.getByText(visit.say("Who spent most")).waitFor();
      await visit.page.getByText(people.lucie.email).first().waitFor();
    },
  },
  {
    name: "admin-usage-table",
    viewer: "marie",
    come: async (visit) => {
      await admin(visit, "usage?days=7");
      await visit.page.getByText(visit.say("The same as a table")).click();
      await visit.page.getByRole("table").waitFor();
    },
  },
  {
    name: "admin-limits",
    viewer: "marie",
    come: async (visit) => {
      await admin(visit, "limits");
      await visit.page.getByLabel(visit.say("Pictures a day")).waitFor();
    },
  },
  {
    name: "admin-audit",
    viewer: "marie",
    come: async (visit) => {
      await admin(visit, "audit");
      await visit.page.getByText(people.lucie.email).first().waitFor();
    },
  },
  {
    name: "admin-not",
    viewer: "nadia",
    come: async (visit) => {
      await go(visit, "/admin/usage");
      await visit.page.locator("main p a").waitFor();
    },
  },
];

async function admin(visit: Visit, page: string): Promise<void> {
  await visit.stage.accounts();
  await go(visit, `/admin/${page}`);
  await visit.page.getByRole("navigation", { name: visit.say("Administration") }).waitFor();
}

async function lucie(visit: Visit): Promise<void> {
  await admin(visit, `users/${visit.stage.signedIn.idOf("lucie")}`);
  await visit.page.getByLabel(visit.say("Pictures a day")).waitFor();
}
