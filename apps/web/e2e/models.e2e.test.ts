import { createModelsClient } from "@bunch/contracts/models-client";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openPage } from "../../../tools/testing/open-browser.ts";
import type { Bunch } from "../../../tools/testing/start-bunch.ts";
import { until } from "../../../tools/testing/until.ts";
import { accessible } from "./accessible.ts";
import { startWithEmulator } from "./start-for-browser.ts";

const usual = "gemini-nano-banana-2.1";
const gone = "gemini-2.5-flash-image";

inBrowser("the models, what they charge, and those that are gone", () => {
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ bunch, browser, stop } = await startWithEmulator());
  });
  afterAll(() => stop?.());
  afterEach(async () => {
    const { data, skipped_changes: skipped } = await bunch.client.models();
    for (const { id } of [...data.filter((one) => one.changed_by === "screen"), ...skipped])
      await createModelsClient(bunch.client).undo(id);
  });

  async function openForm(options: Parameters<typeof openPage>[1] = {}) {
    const opened = await openPage(browser, options);
    const { page } = opened;
    await page.goto(`${bunch.url}/nano-banana`);
    const own = page.getByRole("button", { name: /own prompts|propres prompts/ });
    await own.or(page.locator("#prompts")).first().waitFor();
    if (await own.isVisible()) await own.click();
    await page.locator("#prompts").fill("a hare");
    return opened;
  }
  const overflow = (page: Page) =>
    page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  /** Several processes may answer: one that did not take the change itself has it a moment later. */
  const everywhere = (what: string, isSo: () => Promise<boolean>) =>
    until(what, async () => (await isSo()) && (await isSo()) && (await isSo()));

  test("W102, W103: the table is reached from the wizard; a price is changed there, stands in the wizard, and is undone", async () => {
    const { page, errors, close } = await openForm();
    await page.getByRole("link", { name: "All models and what they charge" }).click();
    await page.waitForURL(`${bunch.url}/nano-banana/models`);
    const row = page.getByRole("listitem").filter({ hasText: usual }).first();
    await row.getByText("$0.041").waitFor();
    await row.getByText("Default").waitFor();
    await row.getByRole("link", { name: "ai.google.dev" }).waitFor();
    await accessible(page);

    const button = row.getByRole("button", { name: "Change Nano Banana 2.1" });
    await button.press("Enter");
    const dialog = page.getByRole("dialog");
    const price = dialog.getByLabel("1K");
    await price.fill("dear");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Write each price in dollars").waitFor();
    await accessible(page);
    await price.fill(".052");
    await price.press("Enter");
    await row.getByText("$0.052").waitFor();
    await row.getByText("Changed here").waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith("Change"));
    await accessible(page);
    await everywhere("every process has the price", async () => {
      const { data } = await bunch.client.models();
      return data.find(({ id }) => id === usual)?.cost_per_image["1K"] === 0.052;
    });

    await page.goto(`${bunch.url}/nano-banana`);
    await page.getByText("about $0.052").first().waitFor();
    await page.goto(`${bunch.url}/nano-banana/models`);
    await button.click();
    await dialog.getByText(/^Changed here/).waitFor();
    await dialog.getByRole("button", { name: "Undo change" }).click();
    await row.getByText("$0.041").waitFor();
    expect(await row.getByText("Changed here").count()).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });

  test("W103: a model is added like another; what does not fit is refused with the server's sentence; removed it is gone", async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/models`);
    await page.getByRole("button", { name: "Add a model like…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Id", { exact: true }).fill(usual);
    await dialog.getByLabel("Name", { exact: true }).fill("Banana of ours");
    await accessible(page);
    await dialog.getByRole("button", { name: "Add it" }).click();
    await dialog.getByText("There is a model", { exact: false }).waitFor();
    await dialog.getByLabel("Id", { exact: true }).fill("banana-of-ours");
    await dialog.getByLabel("What its provider calls it").fill(usual);
    await dialog.getByRole("button", { name: "Add it" }).click();
    const row = page.getByRole("listitem").filter({ hasText: "banana-of-ours" }).first();
    await row.getByRole("button", { name: "Change Banana of ours" }).click();
    await dialog.getByRole("button", { name: "Remove this model" }).click();
    await row.waitFor({ state: "detached" });
    await close();
  });

  test("W104: a model that is gone is told in the wizard and in the review, with its successor's price, and one press takes it", async () => {
    const { page, errors, close } = await openForm();
    const key = page.getByRole("textbox", { name: "Gemini key" });
    await key.fill("AIzaSy-a-key-of-the-shop-9f3k");
    await key.press("Enter");
    await page.getByText("Works").first().waitFor();
    await page.getByText("Models no longer offered", { exact: true }).click();
    await page.locator(`input[name=model][value="${gone}"]`).check();
    const note = page.getByRole("status").filter({ hasText: "takes its place" });
    await note.getByText(/Google shut this model down on .*Oct.* 2026/).waitFor();
    await note.getByText(/Nano Banana 2\.1 takes its place, for about \$0\.041/).waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "Review 1 image" }).click();
    await note.getByText(/takes its place, for about \$0\.041/).waitFor();
    await accessible(page);
    await note.getByRole("button", { name: "Take Nano Banana 2.1" }).click();
    await note.waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^Generate 1 image — about \$0\.04/ }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  test("W104: one whose last day is near, and one that the key may not call, say so, on a phone and in French too", async () => {
    const models = createModelsClient(bunch.client);
    const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await models.change("gemini-3-pro-image", { shut_down_on: soon, successor: usual });
    await models.change("banana-to-come", {
      like: usual,
      released_on: "2026-01-01",
      name: "To come",
    });
    await everywhere("every process has both", async () => {
      const { data } = await bunch.client.models();
      return data.filter((one) => one.changed_by === "screen").length === 2;
    });
    await bunch.client.rememberKey({ api_key: "AIzaSy-a-key-of-the-shop-7h7h", name: "Atelier" });
    const { page, errors, close } = await openForm({
      locale: "fr-FR",
      viewport: { width: 320, height: 812 },
      colorScheme: "dark",
    });
    await page.locator('input[value="gemini-3-pro-image"]').check();
    await page.getByText(/Google arrêtera ce modèle le/).waitFor();
    await page.locator('input[value="banana-to-come"]').check();
    await page.getByText(/cette clé ne peut pas appeler ce modèle/).waitFor();
    await page.getByText("Pas pour votre clé").waitFor();
    await accessible(page);
    expect(await overflow(page)).toBe(0);
    await page.getByRole("button", { name: "Prendre Nano Banana 2.1" }).click();
    expect(await page.locator(`input[value="${usual}"]`).isChecked()).toBe(true);

    await page.goto(`${bunch.url}/nano-banana/models`);
    const row = page.getByRole("listitem").filter({ hasText: "banana-to-come" }).first();
    await row.getByText("pas pour Atelier •••• 7h7h").waitFor();
    const alive = page.getByRole("listitem").filter({ hasText: usual }).first();
    await alive.getByText("Atelier •••• 7h7h", { exact: true }).waitFor();
    await accessible(page);
    expect(await overflow(page)).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });
});
