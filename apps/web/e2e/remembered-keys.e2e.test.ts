import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { accessible } from "./accessible.ts";

const shopKey = "AIzaSy-a-key-of-the-shop-9f3k";

inBrowser("remembered keys where a batch is paid", () => {
  let emulator: Emulator;
  let bunch: Bunch;
  let browser: Browser;

  beforeAll(async () => {
    emulator = await startEmulator({ tinyPictures: true, revokedKeys: ["*dead"] });
    bunch = await startBunch({
      dataDir: await makeTestFolder(),
      env: { GEMINI_BASE_URL: emulator.url },
      buildWeb: true,
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await bunch?.stop();
    await emulator?.stop();
  });

  async function openWith(prompts: string, options: Parameters<typeof openPage>[1] = {}) {
    const opened = await openPage(browser, options);
    const { page } = opened;
    await page.goto(`${bunch.url}/nano-banana`);
    const own = page.getByRole("button", { name: /own prompts|propres prompts/ });
    await own.or(page.locator("#prompts")).first().waitFor();
    if (await own.isVisible()) await own.click();
    await page.locator("#prompts").fill(prompts);
    return opened;
  }
  const callsWith = (lastFour: string) =>
    emulator.calls().filter((call) => call.keyLastFour === lastFour).length;

  test("W17: a key is remembered by a box where it is entered, by keyboard; a refused one is told and not kept", async () => {
    const { page, errors, close } = await openWith("a hare");
    const field = page.getByRole("textbox", { name: "Gemini key" });
    await field.fill("AIzaSy-a-key-that-is-dead");
    const box = page.getByRole("checkbox", { name: "Remember this key" });
    await box.press("Space");
    await field.press("Enter");
    await page.getByText(/Google refused this key at/).waitFor();
    await accessible(page);
    expect(await bunch.client.listKeys()).toEqual([]);

    await field.fill(shopKey);
    await field.press("Enter");
    const kept = page.getByRole("radio", { name: /•••• 9f3k/ });
    await kept.waitFor();
    expect(await kept.isChecked()).toBe(true);
    await page.waitForFunction(() => document.activeElement?.matches("input[type=radio]"));
    await page.getByText(/^Worked on/).waitFor();
    await accessible(page);
    expect(await page.content()).not.toContain(shopKey);
    const [remembered, ...others] = await bunch.client.listKeys();
    expect([remembered?.test_outcome, remembered?.last_four, others]).toEqual([
      "works",
      "9f3k",
      [],
    ]);
    const draft = await page.evaluate(() => localStorage.getItem("bunch-draft"));
    expect(draft).toContain(remembered?.id);
    expect(draft).not.toContain(shopKey);

    await kept.press("ArrowDown");
    await page.getByRole("textbox", { name: "Gemini key" }).waitFor();
    await page.waitForFunction(() => localStorage.getItem("bunch-draft")?.includes("typed"));
    await page.reload();
    expect(await page.getByRole("radio", { name: "Another key" }).isChecked()).toBe(true);
    expect(errors).toEqual([]);
    await close();
  });

  test("W18: who has a remembered key finds it chosen, and it pays: for a batch, another run, and a batch that had stopped", async () => {
    const { page, errors, close } = await openWith("a hare\n\na fox");
    expect(await page.getByRole("radio", { name: /•••• 9f3k/ }).isChecked()).toBe(true);
    await page.getByRole("button", { name: "Review 2 images" }).click();
    await page.getByText(/your remembered key Google Gemini •••• 9f3k/).waitFor();
    await accessible(page);
    await page.getByRole("button", { name: /^Generate 2 images/ }).click();
    await page.getByRole("link", { name: "View All Results" }).click({ timeout: 60_000 });
    expect(callsWith("9f3k")).toBe(2);

    await page.getByRole("button", { name: "Run again" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("radio", { name: "The key of this batch" }).isChecked()).toBe(
      true,
    );
    await dialog.getByRole("radio", { name: "Another key" }).check();
    const other = dialog.getByRole("textbox", { name: "Another Gemini key" });
    await other.fill("AIzaSy-yet-another-key-7h7h");
    await dialog.getByRole("checkbox", { name: "Remember this key" }).check();
    await accessible(page);
    await dialog.getByRole("button", { name: /^Generate 2 images/ }).click();
    await page.getByRole("link", { name: "View All Results" }).click({ timeout: 60_000 });
    expect(callsWith("7h7h")).toBe(2);
    expect((await bunch.client.listKeys()).map((key) => key.last_four).toSorted()).toEqual([
      "7h7h",
      "9f3k",
    ]);

    const form = new FormData();
    form.set("prompts", JSON.stringify(["an owl"]));
    form.set("api_key", "AIzaSy-one-more-that-is-dead");
    const { execution_id: id } = await bunch.client.execute(form, crypto.randomUUID());
    await page.goto(`${bunch.url}/nano-banana/executions/${id}/processing`);
    await page.getByRole("radio", { name: /•••• 9f3k/ }).check();
    await accessible(page);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("link", { name: "View All Results" }).waitFor({ timeout: 60_000 });
    expect(callsWith("9f3k")).toBe(3);
    expect(errors).toEqual([]);
    await close();
  });

  test("W19: a key that was forgotten meanwhile is told as that, and another is chosen, on a phone and in French too", async () => {
    const gone = await bunch.client.rememberKey({
      api_key: "AIzaSy-gone-before-use-3c3c",
      name: "vieille",
    });
    const { page, close } = await openWith("un lièvre", {
      locale: "fr-FR",
      viewport: { width: 320, height: 812 },
      colorScheme: "dark",
    });
    await page.getByRole("radio", { name: /vieille/ }).check();
    await page.getByRole("button", { name: /^Vérifier 1/ }).click();
    await page.getByText(/votre clé retenue vieille/).waitFor();
    await bunch.client.forgetKey(gone.id);
    await page.getByRole("button", { name: /^Générer 1/ }).click();
    await page.getByText(/Cette clé n’est plus retenue/).waitFor();
    await page
      .getByText(/La clé choisie n’est plus retenue/)
      .first()
      .waitFor();
    await accessible(page);
    expect(
      await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
    ).toBe(0);
    await page.getByRole("radio", { name: /•••• 9f3k/ }).check();
    await page.getByRole("button", { name: /^Générer 1/ }).click();
    await page.waitForURL(/processing/);
    expect(callsWith("3c3c")).toBe(0);
    await close();
  });
});
