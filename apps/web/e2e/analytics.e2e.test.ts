import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { awayFromMidnight } from "../../../tools/testing/away-from-midnight.ts";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openPage } from "../../../tools/testing/open-browser.ts";
import type { Bunch } from "../../../tools/testing/start-bunch.ts";
import { until } from "../../../tools/testing/until.ts";
import { accessible } from "./accessible.ts";
import { cutOff } from "./cut-off.ts";
import { startWithEmulator } from "./start-for-browser.ts";

inBrowser("what was drawn and spent", () => {
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ bunch, browser, stop } = await startWithEmulator());
  });
  afterAll(async () => {
    await stop?.();
  });
  beforeEach(awayFromMidnight);

  async function draw(fields: Record<string, string>): Promise<void> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const { execution_id: id } = await bunch.client.execute(form, crypto.randomUUID());
    await until(
      "the batch is over",
      async () => (await bunch.client.getExecution(id)).completed_at !== null,
    );
  }

  test("W97: where nothing was drawn it says so and leads to a new batch", async () => {
    const { page, errors, close } = await openPage(browser, { locale: "fr-FR" });
    await page.goto(`${bunch.url}/nano-banana`);
    await page.getByRole("link", { name: "Statistiques" }).click();
    await page.getByText("Rien n’a été dessiné pendant cette période.").waitFor();
    await accessible(page);
    await page.locator("main").getByRole("link", { name: "Nouveau lot" }).click();
    await page.waitForURL(/\/nano-banana$/);
    expect(errors).toEqual([]);
    await close();
  });

  test("W96: what it cost, what came of it and why stand there; a model and a month are chosen, kept in the address, and taken away as a table", async () => {
    await draw({
      api_key: "AIzaSy-analytics-0001",
      prompts_text: "a fox\n\na hare\n\nno [[prompt_blocked]]",
    });
    await draw({ model: "simulator", prompts_text: "an owl" });
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/analytics`);
    const figure = (name: string) =>
      page.locator("dl > div").filter({ hasText: new RegExp(`^${name}`) });
    await figure("Pictures").getByText("3", { exact: true }).waitFor();
    await figure("Pictures").getByText("1 did not come out").waitFor();
    await figure("Came out").getByText("75%").waitFor();
    await page.getByText("The model would not draw the prompt").waitFor();
    await accessible(page);
    await page.getByText("The same as a table").click();
    expect(await page.getByRole("row").count()).toBe(31);

    await page.getByLabel("Model", { exact: true }).selectOption({ label: "Simulator" });
    await figure("Pictures").getByText("1", { exact: true }).waitFor();
    await figure("Spent").getByText("$0.00").waitFor();
    await page.getByText("Every picture came out.").waitFor();
    expect(page.url()).toMatch(/\?model=simulator$/);
    await page.reload();
    await figure("Spent").getByText("$0.00").waitFor();

    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export (CSV)" }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^bunch-analytics-.*\.csv$/);
    const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\d,simulator,1,0,1,0,0,0$/);

    await page.getByLabel("Model", { exact: true }).selectOption({ label: "all" });
    const months = await page.getByLabel("When", { exact: true }).locator("option").allInnerTexts();
    expect(months).toHaveLength(15);
    await page.getByLabel("When", { exact: true }).selectOption({ index: 4 });
    await page.getByText(/^Nothing was drawn in that time/).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  test("W3, W96: at 320 pixels, in French and in the dark nothing is cut off", async () => {
    const { page, errors, close } = await openPage(browser, {
      viewport: { width: 320, height: 700 },
      locale: "fr-FR",
      colorScheme: "dark",
    });
    await page.goto(`${bunch.url}/nano-banana/analytics`);
    await page.getByText("Le modèle a refusé le prompt").waitFor();
    await page.getByText("Les mêmes chiffres en tableau").click();
    await accessible(page);
    expect(await cutOff(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
});
