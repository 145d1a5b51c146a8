import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { accessible } from "./accessible.ts";

inBrowser("a seed on the web page", () => {
  let bunch: Bunch;
  let browser: Browser;

  beforeAll(async () => {
    bunch = await startBunch({ dataDir: await makeTestFolder(), buildWeb: true });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await bunch?.stop();
  });

  test("M17: it is offered where the model takes one, rolled or typed, and stands in the review, the facts and beside each picture", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana`);
    await page.getByRole("button", { name: "Write or paste your own prompts" }).click();
    await page.getByRole("textbox", { name: "Prompts" }).fill("a red fox");
    const fold = page.locator("summary", { hasText: "Seed" });
    await page.getByText("If an answer is lost").waitFor();
    expect(await fold.count()).toBe(0);
    await page.getByRole("radio", { name: /Simulator/ }).check();
    await fold.getByText("left to chance").click();
    const field = page.getByRole("textbox", { name: "Seed" });
    await page.getByRole("button", { name: "Roll a seed" }).click();
    expect(await field.inputValue()).toMatch(/^\d{1,10}$/u);
    await field.fill("4294967296");
    expect(await field.inputValue()).toMatch(/^\d{1,10}$/u);
    expect(Number(await field.inputValue())).toBeLessThan(4_294_967_296);
    await field.fill("4 294 967 295");
    expect(await field.inputValue()).toBe("4294967295");
    await page.getByRole("group", { name: "Pictures a prompt" }).getByText("2").click();
    await accessible(page);
    await page.getByRole("button", { name: "Review 2 images" }).click();
    await page.locator("dl > div", { hasText: "Seed" }).getByText("4294967295").waitFor();
    await page.getByRole("button", { name: /^Generate 2 images/ }).click();
    await page.getByText("seed 4294967295").waitFor();
    await page.getByRole("link", { name: "View All Results" }).click({ timeout: 60_000 });
    await page.getByRole("listitem").getByText("seed 4294967295").waitFor();
    const [batch] = (await bunch.client.listExecutions()).data;
    expect(batch?.seed).toBe(4_294_967_295);
    // The second picture takes the number that follows, which begins anew.
    await page.goto(`${bunch.url}/nano-banana/executions/${batch?.id}?picture=1`);
    const facts = page.getByRole("dialog").locator("dl");
    await facts.getByText("Seed", { exact: true }).waitFor();
    await facts.locator("dt:text-is('Seed') + dd:text-is('0')").waitFor();
    expect(errors).toEqual([]);
    await close();
  });
});
