import { AxeBuilder } from "@axe-core/playwright";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type AuthStub, startAuthStub } from "../../../tools/testing/start-auth-stub.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";

const ana = { id: crypto.randomUUID(), email: "ana@example.com", password: "a long password" };

inBrowser("who signs in", () => {
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
    const database = await createTestDatabase(inject("postgres"));
    drop = database.drop;
    const owner = new pg.Client({ connectionString: database.connectionString });
    await owner.connect();
    await owner.query("insert into auth.users (id, email) values ($1, $2)", [ana.id, ana.email]);
    await owner.end();
    bunch = await startBunch({
      dataDir: await makeTestFolder(),
      env: {
        DATABASE_URL: database.connectionString,
        ENCRYPTION_KEY: "7c".repeat(32),
        GEMINI_BASE_URL: emulator.url,
        SUPABASE_URL: auth.url,
        SUPABASE_PUBLISHABLE_KEY: "sb_publishable_e2e",
        SUPABASE_SECRET_KEY: stubKeys.secret,
      },
      buildWeb: true,
    });
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

  test("W9: who signs in draws a batch, watches it live, takes its list along, and leaves nothing behind when signing out", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/executions`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByRole("button", { name: "Continue with Google" }).waitFor();
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map((one) => one.id)).toEqual([]);

    await page.getByRole("button", { name: "I have a password" }).click();
    await page.getByLabel("E-mail address").fill(ana.email);
    await page.getByLabel("Password").fill("a wrong one");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page
      .getByRole("alert")
      .getByText(/do not go together/)
      .waitFor();
    await page.getByLabel("Password").fill(ana.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText(ana.email).waitFor();

    await page.getByRole("navigation").getByRole("link", { name: "New batch" }).click();
    await page.getByRole("button", { name: "Write or paste your own prompts" }).click();
    await page.locator("#prompts").fill("a hare\n\na fox");
    await page.getByRole("radio", { name: /Simulator/ }).check();
    await page.getByRole("button", { name: /^Review/ }).click();
    await page.getByRole("button", { name: /^Generate 2 images/ }).click();
    await page.getByRole("link", { name: "View All Results" }).click();
    await page.getByRole("button", { name: "Run again" }).waitFor();
    // A reload finds the same person.
    await page.reload();
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "List (CSV)" }).click();
    expect((await coming).suggestedFilename()).toMatch(/\.csv$/);
    const pictures = page.locator("main img");
    await pictures.first().waitFor();

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.evaluate(() => Object.keys(localStorage).join())).not.toContain("session");
    // The wrong password was answered with 400, which the console tells.
    expect(errors.filter((one) => !one.includes("400"))).toEqual([]);
    await close();
  });

  test("W10: a link is sent to an address, in French too, and what goes wrong is told", async () => {
    const { page, close } = await openPage(browser, { locale: "fr-FR" });
    await page.goto(`${bunch.url}/nano-banana?error_code=otp_expired`);
    await page
      .getByRole("alert")
      .getByText(/lien n’est plus valable/)
      .waitFor();
    await page.getByLabel("Adresse e-mail").fill("nouveau@example.com");
    auth.goAway();
    await page.getByRole("button", { name: "M’envoyer un lien" }).click();
    await page
      .getByRole("alert")
      .getByText(/ne répond pas/)
      .waitFor();
    auth.goAway(false);
    await page.getByRole("button", { name: "M’envoyer un lien" }).click();
    await page.getByText("nouveau@example.com").waitFor();
    expect(auth.linksSentTo.at(-1)).toBe("nouveau@example.com");
    await close();
  });
});
