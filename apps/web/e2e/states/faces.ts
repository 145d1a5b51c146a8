import type { State } from "./state.ts";
import { go, pageOf } from "./ways.ts";

/** What stands where a page is awaited, cannot be had or is not there. */
export const faceStates: State[] = [
  {
    name: "waiting-models",
    viewer: "the owner",
    come: async (visit) => {
      await visit.page.route("**/api/models", () => undefined);
      await go(visit, "/nano-banana");
      await visit.page.getByText(visit.say("Fetching the models and their prices")).waitFor();
    },
  },
  {
    name: "waiting-pictures",
    viewer: "the owner",
    come: async (visit) => {
      await visit.page.route("**/outline*", () => undefined);
      await go(visit, await pageOf(visit, "drawn"));
      await visit.page.getByText(visit.say("Fetching the pictures")).waitFor();
    },
  },
  {
    name: "waiting-batches",
    viewer: "the owner",
    come: async (visit) => {
      await visit.page.route("**/api/executions?*", () => undefined);
      await go(visit, "/nano-banana/executions");
      await visit.page
        .getByText(visit.say("Looking up your batches"))
        .waitFor({ state: "attached" });
    },
  },
  {
    name: "server-away",
    viewer: "the owner",
    refusal: /ERR_/,
    come: async (visit) => {
      await visit.page.route("**/api/models", (route) => route.abort());
      await go(visit, "/nano-banana");
      await visit.page.getByRole("button", { name: visit.say("Try again") }).waitFor();
    },
  },
  {
    name: "batch-not-there",
    viewer: "the owner",
    refusal: /404/,
    come: async (visit) => {
      await go(visit, "/nano-banana/executions/00000000-0000-4000-8000-00000000dead");
      await visit.page.getByRole("alert").waitFor();
    },
  },
  {
    name: "page-not-there",
    viewer: "the owner",
    come: async (visit) => {
      await go(visit, "/nano-banana/no-such-page");
      await visit.page
        .getByRole("heading", { name: visit.say("There is nothing at this address") })
        .waitFor();
    },
  },
  {
    name: "broken",
    viewer: "the owner",
    refusal: /ERR_|Failed to fetch|dynamically imported/,
    come: async (visit) => {
      await visit.page.route("**/assets/*batches-page*", (route) => route.abort());
      await go(visit, "/nano-banana/executions");
      await visit.page.getByRole("button", { name: visit.say("Load the page again") }).waitFor();
    },
  },
];
