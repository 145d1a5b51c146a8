import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openPage } from "../../../tools/testing/open-browser.ts";
import { readZip } from "../../../tools/testing/read-zip.ts";
import type { Bunch } from "../../../tools/testing/start-bunch.ts";
import { until } from "../../../tools/testing/until.ts";
import { accessible } from "./accessible.ts";
import { startWithEmulator } from "./start-for-browser.ts";

inBrowser("all pictures in one file", () => {
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;
  let id: string;

  beforeAll(async () => {
    ({ bunch, browser, stop } = await startWithEmulator());
    const form = new FormData();
    form.set("prompts_text", "a red fox\n\na blue hare\n\nan owl");
    form.set("name", "Animals");
    form.set("model", "simulator");
    id = (await bunch.client.execute(form, "archive")).execution_id;
    await until(
      "the batch is drawn",
      async () => (await bunch.client.listResults(id)).data.every((one) => one.thumbhash !== null),
      // Its copies are made at the lowest rank of all that runs.
      { withinMs: 150_000 },
    );
  }, 270_000);

  afterAll(async () => {
    await stop?.();
  });

  /** Presses a button and reads the ZIP that comes of it. */
  async function downloaded(page: Page, name: RegExp) {
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name }).click();
    const download = await coming;
    const files = await readZip(await readFile(await download.path()));
    return { called: download.suggestedFilename(), names: [...files.keys()] };
  }
  const manifests = ["manifest.csv", "manifest.json"];

  test("W40: the last step and the results page say how large the ZIP is, and download it", async () => {
    const { page, errors, close } = await openPage(browser);
    for (const address of [`/executions/${id}/done`, `/executions/${id}`]) {
      await page.goto(`${bunch.url}/nano-banana${address}`);
      const button = /^Download all \(ZIP, \d+(\.\d)? [kM]B\)$/;
      await page.getByRole("button", { name: button }).waitFor();
      await accessible(page);
      expect(await downloaded(page, button)).toEqual({
        called: "Animals.zip",
        names: ["1-a-red-fox.png", "2-a-blue-hare.png", "3-an-owl.png", ...manifests],
      });
    }
    expect(errors).toEqual([]);
    await close();
  });

  test("W40: those that are picked come in a ZIP of their own, told in French too", async () => {
    const { page, errors, close } = await openPage(browser, {
      viewport: { width: 390, height: 844 },
      locale: "fr-FR",
    });
    await page.goto(`${bunch.url}/nano-banana/executions/${id}`);
    const pick = (slot: number) =>
      page
        .locator(`[data-place="${slot}"]`)
        .getByRole("button", { name: /^Sélectionner/ })
        .click();
    await pick(0);
    await pick(2);
    const button = /^ZIP, \d+(,\d)?\s[kM]o$/;
    await page.getByRole("button", { name: button }).waitFor();
    await accessible(page);
    expect(await downloaded(page, button)).toEqual({
      called: "Animals.zip",
      names: ["1-a-red-fox.png", "3-an-owl.png", ...manifests],
    });
    expect(errors).toEqual([]);
    await close();
  });
});
