import { createAdminClient } from "@bunch/contracts/admin-client";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { createClient } from "@bunch/contracts/client";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type AuthStub, startAuthStub } from "../../../tools/testing/start-auth-stub.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../tools/testing/test-database.ts";
import { startReceiver } from "../../../tools/testing/start-receiver.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { accessible } from "./accessible.ts";

const password = "a long password";
const ana = { id: crypto.randomUUID(), email: "ana@example.com", password };
const ben = { id: crypto.randomUUID(), email: "ben@example.com", password };

inBrowser("one's account, and the administration", () => {
  let emulator: Emulator;
  let storage: Awaited<ReturnType<typeof startStorageServer>>;
  let auth: AuthStub;
  let bunch: Bunch;
  let browser: Browser;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    emulator = await startEmulator({ tinyPictures: true });
    storage = await startStorageServer();
    auth = await startAuthStub({ storageUrl: storage.url });
    auth.addAccount(ana);
    auth.addAccount(ben);
    const database = await createTestDatabase(inject("postgres"));
    drop = database.drop;
    bunch = await startBunch({
      dataDir: await makeTestFolder(),
      env: {
        DATABASE_URL: database.connectionString,
        ENCRYPTION_KEY: "7c".repeat(32),
        GEMINI_BASE_URL: emulator.url,
        SUPABASE_URL: auth.url,
        SUPABASE_PUBLISHABLE_KEY: "sb_publishable_e2e",
        SUPABASE_SECRET_KEY: stubKeys.secret,
        // A receiver of a test lies on this machine.
        WEBHOOKS_ALLOW: "http,ports,private",
      },
      buildWeb: true,
    });
    const owner = new pg.Client({ connectionString: database.connectionString });
    await owner.connect();
    for (const { id, email } of [ana, ben])
      await owner.query("insert into auth.users (id, email) values ($1, $2)", [id, email]);
    await owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [ana.id]);
    await owner.end();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await bunch?.stop();
    await auth?.stop();
    await storage?.stop();
    await emulator?.stop();
    await drop?.();
  });

  async function openAs(
    person: typeof ana,
    path: string,
    options: Parameters<typeof openPage>[1] = {},
  ) {
    const opened = await openPage(browser, options);
    await opened.page.goto(`${bunch.url}${path}`);
    await opened.page.getByRole("button", { name: /password|mot de passe/ }).click();
    await opened.page.getByLabel(/^(E-mail address|Adresse e-mail)/).fill(person.email);
    await opened.page.getByLabel(/^(Password|Mot de passe)/).fill(person.password);
    await opened.page.keyboard.press("Enter");
    await opened.page.getByRole("heading", { level: 1 }).and(isNotSignIn(opened.page)).waitFor();
    return opened;
  }

  async function clientOf({ id, email }: typeof ana) {
    const token = await auth.token({ sub: id, email });
    return createClient({ baseUrl: bunch.url, accessToken: () => Promise.resolve(token) });
  }

  test("W11: a token is made by keyboard, shown once, works, and is refused once it is revoked", async () => {
    const { page, errors, close } = await openAs(ana, "/account");
    await page.getByText("No tokens yet").waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "New token" }).press("Enter");
    await page.getByLabel("Name", { exact: true }).fill("nightly catalogue");
    await accessible(page);
    await page.getByRole("radio", { name: /^Look only/ }).check();
    await page.getByLabel("Name", { exact: true }).press("Enter");
    const shown = page.getByLabel("Your new token");
    await shown.waitFor();
    await accessible(page);
    const token = await shown.inputValue();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.content()).not.toContain(token);
    await page.waitForFunction(() => document.activeElement?.textContent === "New token");

    const script = createClient({ baseUrl: bunch.url, accessToken: () => Promise.resolve(token) });
    expect(await script.me()).toMatchObject({ by: "token", scope: "read" });
    await page.getByRole("button", { name: "Revoke nightly catalogue" }).click();
    await accessible(page);
    await page.getByRole("button", { name: "Revoke for good" }).click();
    await page.getByText("1 that no longer works").waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "tokens-heading");
    await expect(script.me()).rejects.toMatchObject({ status: 401 });
    expect(errors).toEqual([]);
    await close();
  });

  test("W20: a webhook is registered by keyboard, its secret shown once, tried, and deleted after a question", async () => {
    const there = await startReceiver();
    const { page, errors, close } = await openAs(ana, "/account");
    await page.getByText("No webhooks yet").waitFor();
    await page.getByRole("button", { name: "New webhook" }).press("Enter");
    await page.getByLabel("Address", { exact: true }).fill(`${there.url}/hook`);
    await accessible(page);
    await page.getByLabel("Address", { exact: true }).press("Enter");
    const shown = page.getByLabel("Your new secret");
    await shown.waitFor();
    await accessible(page);
    const secret = await shown.inputValue();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.content()).not.toContain(secret);

    await page.getByRole("button", { name: `Details of ${there.url}/hook` }).click();
    await page.getByText("Nothing was told there yet.").waitFor();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText("Arrived").waitFor();
    await accessible(page);
    const [got] = there.received;
    const headers = got!.headers as Record<string, string>;
    expect(new Webhook(secret).verify(got!.body, headers)).toMatchObject({
      type: "webhook.tested",
    });
    await page.getByRole("button", { name: /^Send again: Test/ }).click();
    await expect.poll(() => there.received.length).toBe(2);

    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await accessible(page);
    await page.getByRole("button", { name: "Delete for good" }).click();
    await page.getByText("No webhooks yet").waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "webhooks-heading");
    expect(errors).toEqual([]);
    await close();
    await there.stop();
  });

  test("W12: a key is remembered after it was tested, never shown again, and forgotten, on a phone and in French too", async () => {
    const { page, errors, close } = await openAs(ana, "/account", {
      locale: "fr-FR",
      viewport: { width: 320, height: 812 },
      colorScheme: "dark",
    });
    await page.getByText("Aucune clé n’est retenue").waitFor();
    await page.getByRole("button", { name: "Ajouter une clé" }).click();
    const secret = "AIzaSy-a-key-of-the-shop-9f3k";
    await page.getByRole("textbox", { name: "Clé Gemini" }).fill(secret);
    await page.getByLabel("Nom, si vous voulez").fill("boutique");
    await page.getByRole("button", { name: "Tester et retenir" }).click();
    await page.getByText("Google l’accepte").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("•••• 9f3k").waitFor();
    expect(await page.content()).not.toContain(secret);
    await accessible(page);
    expect(await overflow(page)).toBe(0);
    await page.getByRole("button", { name: /^Oublier boutique/ }).click();
    await page.getByText(/gardent leur propre copie/).waitFor();
    await page.getByRole("button", { name: "L’oublier" }).click();
    await page.getByText("Aucune clé n’est retenue").waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  test("W13: whoever is no admin has no way there, and reads why when going by the address", async () => {
    const { page, close } = await openAs(ben, "/admin/usage");
    await page.getByText("These pages are for admins").waitFor();
    expect(await page.getByRole("link", { name: "Administration" }).count()).toBe(0);
    await accessible(page);
    await close();
  });

  test("W14: an admin gives somebody a limit of their own; the refusal of a start says which it is and leads to one's limits", async () => {
    const admin = await openAs(ana, `/admin/users`);
    await admin.page.getByRole("searchbox").fill("ben@");
    await admin.page
      .getByRole("link", { name: ana.email, exact: true })
      .waitFor({ state: "detached" });
    await admin.page.getByRole("link", { name: ben.email }).click();
    await admin.page.getByRole("radio", { name: "Limits of their own" }).check();
    await admin.page.getByLabel("Pictures a day").fill("0");
    await admin.page.getByRole("button", { name: "Save the limits" }).click();
    await admin.page.getByText("Write a whole number of at least 1").waitFor();
    await admin.page.getByLabel("Pictures a day").fill("1");
    await accessible(admin.page);
    await admin.page.getByRole("button", { name: "Save the limits" }).click();
    await admin.page.getByText("Saved.").waitFor();
    await admin.page.getByText("0 of 1").waitFor();
    expect(admin.errors).toEqual([]);
    await admin.close();

    const { page, close } = await openAs(ben, "/nano-banana");
    await page.getByRole("button", { name: "Write or paste your own prompts" }).click();
    await page.locator("#prompts").fill("a hare\n\na fox");
    await page.getByRole("radio", { name: /Simulator/ }).check();
    await page.getByRole("button", { name: /^Review/ }).click();
    await page.getByRole("button", { name: /^Generate 2 images/ }).click();
    const alert = page.getByRole("alert");
    await alert.getByText(/more pictures than you may/).waitFor();
    await alert.getByText(/free again/).waitFor();
    await accessible(page);
    await alert.getByRole("link", { name: "See your limits" }).click();
    await page.getByRole("heading", { level: 2, name: "Limits" }).waitFor();
    await page.getByText("0 of 1").waitFor();
    await close();
  });

  test("W15: an admin sees everybody's batches and opens one to look at it, with nothing there that would change it", async () => {
    const mine = await clientOf(ana);
    await createAdminClient(mine).clearUserLimits(ben.id);
    const form = new FormData();
    form.set("prompts", JSON.stringify(["a hare", "a fox"]));
    form.set("model", "simulator");
    form.set("name", "Ben’s hares");
    await (await clientOf(ben)).execute(form, crypto.randomUUID());

    const { page, errors, close } = await openAs(ana, "/admin/batches");
    // What still runs is asked for every fifteen seconds here.
    await page.getByText("2 completed").waitFor({ timeout: 40_000 });
    await accessible(page);
    await page.getByLabel("State").selectOption("failed");
    await page.getByText("No batch is like that").waitFor();
    await page.getByLabel("State").selectOption("");
    await page.getByRole("button", { name: ben.email }).click();
    await page.getByText(`Only ${ben.email}`).waitFor();
    await page.reload();
    await page.getByText(`Only ${ben.email}`).waitFor();
    await page.getByRole("link", { name: "Ben’s hares" }).click();
    await page.getByText(`A batch of ${ben.email}`).waitFor();
    await page.locator("main img").first().waitFor();
    for (const name of ["Run again", "Delete"])
      expect(await page.getByRole("button", { name, exact: true }).count()).toBe(0);
    await accessible(page);

    for (const path of ["users", "usage", "limits", "audit"]) {
      await page.goto(`${bunch.url}/admin/${path}`);
      await page.getByRole("navigation", { name: "Administration" }).waitFor();
      await page.waitForLoadState("networkidle");
      await accessible(page);
    }
    await page.getByText("Started a batch of 2 pictures").waitFor();
    await page.goto(`${bunch.url}/admin/usage?days=7`);
    await page.getByRole("button", { name: "7 days", pressed: true }).waitFor();
    await page.getByText("The same as a table").click();
    await page.getByRole("table").waitFor();
    expect(await page.getByRole("table").getByRole("row").count()).toBe(8);
    expect(errors).toEqual([]);
    await close();
  });

  test("W16: an admin makes another one after a question, and the last one stays", async () => {
    const { page, close } = await openAs(ana, `/admin/users/${ana.id}`);
    await page.getByRole("button", { name: "Remove as admin" }).click();
    await accessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Remove as admin" }).click();
    await page
      .getByRole("alert")
      .getByText(/has to remain an admin/)
      .waitFor();
    await page.keyboard.press("Escape");
    await page.goto(`${bunch.url}/admin/users/${ben.id}`);
    await page.getByRole("button", { name: "Make admin" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Make admin" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Remove as admin" }).waitFor();
    expect((await (await clientOf(ben)).me()).is_admin).toBe(true);
    await close();
  });
});

function isNotSignIn(page: Page) {
  return page.getByText(/^(?!Sign in$|Se connecter$)/);
}

/** By how many pixels the page is wider than the screen. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}
