import { names } from "./stage/names.ts";
import { rememberedKey, webhookUrl } from "./stage/people.ts";
import type { State, Visit } from "./state.ts";
import { go } from "./ways.ts";

/** One's account: keys, tokens and limits, and what is asked there. */
export const accountStates: State[] = [
  { name: "account", viewer: "marie", come: account },
  {
    name: "account-empty",
    viewer: "nadia",
    come: async (visit) => {
      const { page, say } = visit;
      await go(visit, "/account");
      const none = "No key is remembered. You can go on pasting one for each batch.";
      await page.getByText(say(none)).waitFor();
      await page
        .getByText(say("No tokens yet. Make one where a script shall start or fetch batches."))
        .waitFor();
      await page
        .getByText(say("No webhooks yet. Without one, your programs can ask how far a batch is."))
        .waitFor();
      await limitsCame(visit);
    },
  },
  {
    name: "account-local",
    viewer: "the owner",
    come: async (visit) => {
      await go(visit, "/account");
      const words = "On this server nobody has to sign in: all of it is yours.";
      await visit.page.getByText(visit.say(words)).waitFor();
      await limitsCame(visit);
    },
  },
  {
    name: "account-key",
    viewer: "marie",
    come: async (visit) => {
      await account(visit);
      await visit.page.getByRole("button", { name: visit.say("Add a key") }).click();
      await visit.page
        .getByRole("dialog")
        .getByRole("button", { name: visit.say("Check and remember") })
        .waitFor();
    },
  },
  {
    name: "account-key-refused",
    viewer: "ahmed",
    come: async (visit) => {
      const { page, say } = visit;
      await visit.stage.accounts();
      await go(visit, "/account");
      await page.getByRole("button", { name: say("Add a key") }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: say("Gemini key") }).fill("AIzaSy-it-is-gone");
      const words =
        "But {company} refuses it. Forget it here and add it again whole: a missing first or last character is the usual reason.";
      await visit.makeRoom(async () => {
        await dialog.getByRole("button", { name: say("Check and remember") }).click();
        await page.getByText(say(words, { company: "Google" })).waitFor();
      });
    },
  },
  {
    name: "account-forget",
    viewer: "marie",
    come: async (visit) => {
      const { page, say } = visit;
      await account(visit);
      await page
        .getByRole("button", { name: say("Forget {name}", { name: "" }) })
        .first()
        .click();
      await page.getByRole("button", { name: say("Forget it") }).waitFor();
    },
  },
  {
    name: "account-token",
    viewer: "marie",
    come: async (visit) => {
      await account(visit);
      await visit.page.getByRole("button", { name: visit.say("New token") }).click();
      await visit.page.getByRole("radio", { name: visit.say("Look only") }).waitFor();
    },
  },
  {
    name: "account-token-shown",
    viewer: "ahmed",
    come: async (visit) => {
      const { page, say, language } = visit;
      await visit.stage.accounts();
      await go(visit, "/account");
      await page.getByRole("button", { name: say("New token") }).click();
      const name = page.getByLabel(say("Name"), { exact: true });
      await name.fill(names.token[language]);
      await visit.makeRoom(async () => {
        await name.press("Enter");
        await page.getByLabel(say("Your new token")).waitFor();
      });
    },
  },
  {
    name: "account-webhook",
    viewer: "marie",
    come: async (visit) => {
      await account(visit);
      await visit.page.getByRole("button", { name: visit.say("New webhook") }).click();
      await visit.page.getByRole("button", { name: visit.say("Register it") }).waitFor();
    },
  },
  {
    name: "account-webhook-shown",
    viewer: "ahmed",
    come: async (visit) => {
      const { page, say } = visit;
      await visit.stage.accounts();
      await go(visit, "/account");
      await page.getByRole("button", { name: say("New webhook") }).click();
      const address = page.getByLabel(say("Address"), { exact: true });
      await address.fill(webhookUrl);
      await visit.makeRoom(async () => {
        await address.press("Enter");
        await page.getByLabel(say("Your new secret")).waitFor();
      });
    },
  },
  {
    name: "account-webhook-details",
    viewer: "marie",
    come: async (visit) => {
      const { page, say } = visit;
      await account(visit);
      await visit.makeRoom(async () => {
        await page
          .getByRole("button", { name: say("Details of {called}", { called: webhookUrl }) })
          .click();
        await page.getByText(say("Arrived")).waitFor();
      });
    },
  },
];

async function account(visit: Visit): Promise<void> {
  await visit.stage.accounts();
  await go(visit, "/account");
  await visit.page.getByText(`•••• ${rememberedKey.lastFour}`).waitFor();
  await visit.page.getByText(names.token.en).waitFor();
  await visit.page.getByText(webhookUrl).waitFor();
  await limitsCame(visit);
}

/** Their rows are drawn before their figures are known. */
async function limitsCame({ page, say }: Visit): Promise<void> {
  await page.getByText(say("Pictures a day"), { exact: true }).waitFor();
  await page.locator("ul[aria-busy]").first().waitFor({ state: "detached" });
}
