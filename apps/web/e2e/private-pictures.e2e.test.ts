import { readFile } from "node:fs/promises";
import { readPictureMetadata } from "@bunch/contracts/metadata/read-picture-metadata";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type AuthStub, startAuthStub } from "../../../tools/testing/start-auth-stub.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { until } from "../../../tools/testing/until.ts";

const ana = { id: crypto.randomUUID(), email: "ana@example.com", password: "a long password" };

inBrowser("pictures in a private bucket", () => {
  let storage: Awaited<ReturnType<typeof startStorageServer>>;
  let auth: AuthStub;
  let bunch: Bunch;
  let browser: Browser;
  let drop: () => Promise<void>;

  beforeAll(async () => {
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
        SUPABASE_URL: auth.url,
        SUPABASE_PUBLISHABLE_KEY: "sb_publishable_e2e",
        SUPABASE_SECRET_KEY: stubKeys.secret,
        STORAGE_PRIVATE: "1",
        // Four seconds.
        STORAGE_LINK_HOURS: "0.001",
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
    await drop?.();
  });

  async function drawTwo(page: Page): Promise<void> {
    await page.goto(`${bunch.url}/nano-banana`);
    await page.getByRole("button", { name: "I have a password" }).click();
    await page.getByLabel("E-mail address").fill(ana.email);
    await page.getByLabel("Password").fill(ana.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Write or paste your own prompts" }).click();
    await page.locator("#prompts").fill("a hare\n\na fox");
    await page.getByRole("radio", { name: /Simulator/ }).check();
    await page.getByRole("button", { name: /^Review/ }).click();
    await page.getByRole("button", { name: /^Generate 2 images/ }).click();
    await page.getByRole("link", { name: "View All Results" }).click();
    await page.getByRole("button", { name: "Run again" }).waitFor();
  }

  /** The signed addresses of pictures that the page shows whole. */
  const shown = (page: Page, within: string) =>
    page.evaluate(
      (selector) =>
        [...document.querySelectorAll<HTMLImageElement>(selector)]
          .filter((one) => one.complete && one.naturalWidth > 0)
          .map((one) => one.currentSrc)
          .filter((address) => address.includes("/object/sign/")),
      within,
    );

  test("O10: a page that is open longer than its addresses are good shows its pictures all the same, and a list that cannot be fetched says why", async () => {
    const { page, close } = await openPage(browser);
    await drawTwo(page);
    // A browser shows from its cache what has expired; here it has none, and has seen the smaller copies alone.
    await until("the smaller copies are made", () => storage.state.objects.size === 6);
    await page.route("**/object/sign/**", (route) => route.continue());
    await page.reload();
    await until("both are shown", async () => (await shown(page, "main img")).length === 2);
    const [old = ""] = await shown(page, "main img");
    await until("their addresses have expired", async () => (await fetch(old)).status === 400);
    await page.locator("main figure a").first().click();
    await until("the picture is shown large, under a fresh address", async () =>
      (await shown(page, "[role=dialog] img")).some((address) => address.includes(".png?")),
    );
    await page.keyboard.press("Escape");

    await page.route("**/manifest.csv", (route) =>
      route.fulfill({
        status: 404,
        json: { success: false, error: { code: "not_found", message: "There is no such batch." } },
      }),
    );
    await page.getByRole("link", { name: "List (CSV)" }).click();
    await page
      .getByRole("alert")
      .getByText(/not here any more/)
      .waitFor();
    await page.unroute("**/manifest.csv");
    // A picture with metadata comes from the server itself, which wants to know who asks.
    await page.getByLabel("With prompt and settings in the files").check();
    const told = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download picture 2" }).click();
    const bytes = await readFile(await (await told).path());
    expect(readPictureMetadata(bytes)).toMatchObject({ prompt: "a fox", model: "simulator" });
    await page.route("**/picture?**", (route) => route.abort());
    await page.getByRole("link", { name: "Download picture 2" }).click();
    const tryAgain = page.getByRole("button", { name: "Try again" });
    await tryAgain.waitFor();
    await page.unroute("**/picture?**");
    const again = page.waitForEvent("download");
    await tryAgain.click();
    await again;
    await tryAgain.waitFor({ state: "detached" });
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "List (CSV)" }).click();
    expect((await coming).suggestedFilename()).toMatch(/\.csv$/);
    expect(await page.getByRole("alert").count()).toBe(0);
    await close();
  });
});
