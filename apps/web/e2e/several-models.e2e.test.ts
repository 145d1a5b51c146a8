import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import type { Execution } from "@bunch/contracts/execution";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { until } from "../../../tools/testing/until.ts";
import { accessible } from "./accessible.ts";

inBrowser("the same prompts on several models", () => {
  let emulator: Emulator;
  let bunch: Bunch;
  let browser: Browser;

  beforeAll(async () => {
    emulator = await startEmulator({
      tinyPictures: true,
      latency: { kind: "uniform", minMs: 100, maxMs: 500 },
    });
    bunch = await startBunch({
      dataDir: await makeTestFolder(),
      // Few at once, so that something is left when everything is stopped.
      env: {
        GEMINI_BASE_URL: emulator.url,
        OPENAI_BASE_URL: emulator.url,
        WORKER_CONCURRENCY: "6",
      },
      buildWeb: true,
    });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await bunch?.stop();
    await emulator?.stop();
  });

  test("W100, W101, K16: three models are chosen, priced one by one, each paid by its vendor's key, and stand side by side as they come", async () => {
    const { page, errors, close } = await openPage(browser);
    await openForm(page, bunch.url);
    await page.getByRole("textbox", { name: "Prompts" }).fill("a fox\n\na hare\n\na bear");
    await page.getByText("Compare with other models").first().click();
    await page.getByRole("checkbox", { name: /^GPT Image 2 / }).check();
    await page.getByRole("checkbox", { name: /^Simulator/ }).check();
    await page.getByText("Compared with 2 other models").waitFor();

    // One field for each vendor that needs a key, and nothing to start before both are there.
    const review = page.getByRole("button", { name: "Review 9 images" });
    await type(page, "Gemini key", "AIzaSideBySide-g1g1");
    // It says that it is not to be pressed yet; whoever does is led to what is missing.
    await review.press("Enter");
    expect(await page.evaluate("document.activeElement?.getAttribute('aria-label')")).toBe(
      "OpenAI key",
    );
    await type(page, "OpenAI key", "sk-side-by-side-o1o1");
    await page.getByText("Works").nth(1).waitFor();
    await accessible(page);
    await review.click();

    await page.getByText("These batches will cost, all together").waitFor();
    const bill = page.getByRole("table", { name: "The bill" });
    for (const name of ["Nano Banana 2.1", "GPT Image 2", "Simulator"])
      expect(await bill.innerText()).toContain(name);
    const amounts = await bill.locator("td:last-child").allInnerTexts();
    const dollars = amounts.map((amount) => Number(amount.replace("$", "")));
    const [sum = 0, ...parts] = dollars.toReversed();
    expect(parts.reduce((all, one) => all + one, 0)).toBeCloseTo(sum, 9);
    await accessible(page);
    await page
      .getByRole("button", { name: `Generate 9 images — about $${sum.toFixed(2)}` })
      .dblclick();

    await page.waitForURL(/\/nano-banana\/sets\/[\w-]{36}$/);
    await accessible(page);
    const board = page.getByRole("region", { name: "Side by side" });
    await board.getByRole("img", { name: /^3, GPT Image 2: a bear/ }).waitFor({ timeout: 60_000 });
    await board.getByRole("img", { name: /^3, Nano Banana 2\.1: a bear/ }).waitFor();
    await board.getByRole("img", { name: /^1, Simulator: a fox/ }).waitFor();
    await page.getByText("3 completed").nth(2).waitFor();
    await page.getByText(/^3 models · 9 pictures · \$\d/).waitFor();
    await accessible(page);

    // Twice pressed, once started; no vendor was shown the other's key.
    const { data } = await bunch.client.listExecutions();
    expect(data.map(({ model }) => model).toSorted()).toEqual([
      "gemini-nano-banana-2.1",
      "gpt-image-2",
      "simulator",
    ]);
    for (const { keyLastFour, model } of emulator.calls())
      expect([keyLastFour, model]).toEqual(
        model === "gpt-image-2" ? ["o1o1", "gpt-image-2"] : ["g1g1", "gemini-nano-banana-2.1"],
      );
    expect(emulator.calls()).toHaveLength(6);

    // A picture opens in its own batch, and Back leads here.
    await board.getByRole("link", { name: "Open picture 2 of GPT Image 2" }).click();
    await page.getByRole("dialog").waitFor();
    await page.goBack();
    await board.getByRole("img", { name: /^2, GPT Image 2: a hare/ }).waitFor();
    await page.goto(`${bunch.url}/nano-banana/executions`);
    await page.getByRole("link", { name: "Side by side" }).first().click();
    await board.getByRole("img", { name: /^3, GPT Image 2/ }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  test("W100: shapes and sizes offered are those that all models take, and so many prompts fit in as there are models fewer", async () => {
    const { page, errors, close } = await openPage(browser);
    await openForm(page, bunch.url);
    await page.getByRole("radio", { name: /Simulator/ }).check();
    const sizes = page.getByRole("group", { name: "Size" });
    expect(await sizes.getByText("64", { exact: true }).count()).toBe(1);
    await page.getByText("Compare with other models").first().click();
    await page.getByRole("checkbox", { name: /^GPT Image 1\.5 / }).check();
    expect(await sizes.innerText()).toBe("1K");
    expect(await page.getByRole("button", { name: "21:9" }).count()).toBe(0);
    const many = Array.from({ length: 51 }, (_, index) => `prompt ${index}`);
    await page.getByRole("textbox", { name: "Prompts" }).fill(many.join("\n\n"));
    await page.getByText("There are too many prompts for one batch.").waitFor();
    await page.getByRole("textbox", { name: "Prompts" }).fill(many.slice(1).join("\n\n"));
    await page.getByRole("button", { name: "Review 100 images" }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  test("W101: all models of a set are paused, go on and are cancelled together, and nothing more is asked for", async () => {
    emulator.configure({ latency: { kind: "fixed", ms: 1500 } });
    const before = emulator.calls().length;
    const form = new FormData();
    const prompts = Array.from({ length: 30 }, (_, place) => `a fox, number ${place + 1}`);
    form.set("prompts", JSON.stringify(prompts));
    form.set("models", JSON.stringify(["gemini-nano-banana-2.1", "gpt-image-2"]));
    form.set(
      "api_keys",
      JSON.stringify({ gemini: "AIzaTogether-g3g3", openai: "sk-together-o3o3" }),
    );
    const { set_id = "" } = await bunch.client.execute(form, crypto.randomUUID());
    const executions = async () => (await bunch.client.getSet(set_id ?? "")).executions;
    const all = (what: string, isSo: (one: Execution) => boolean) =>
      until(what, async () => (await executions()).every(isSo), { withinMs: 60_000 });
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/sets/${set_id}`);
    const button = (name: string) => page.getByRole("button", { name, exact: true });

    await button("Pause all").click();
    await all("both are paused", ({ status }) => status === "paused");
    await button("Resume all").waitFor();
    await all("nothing is under way any more", ({ stats }) => stats.processing === 0);
    const asked = emulator.calls().length;
    await accessible(page);

    // Longer than anybody looks at the question below.
    emulator.configure({ latency: { kind: "fixed", ms: 12_000 } });
    await button("Resume all").click();
    await all("both go on", ({ status }) => status !== "paused");
    await button("Pause all").waitFor();
    await until("more was asked for", () => emulator.calls().length > asked);

    await button("Cancel all").press("Enter");
    const question = page.getByRole("dialog", { name: "Cancel all of these batches?" });
    await question.getByText(/saves about \$\d/).waitFor();
    await accessible(page);
    await question.getByRole("button", { name: "Let them go on" }).click();
    await question.waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.textContent === "Cancel all");
    await button("Cancel all").press("Enter");
    await question.getByRole("button", { name: "Cancel the rest" }).click();
    await all(
      "both are over",
      ({ stats, status }) => status === "cancelled" && stats.pending === 0,
    );
    const ended = emulator.calls().length;
    expect(ended - before).toBeLessThan(60);
    await page.locator('[aria-disabled="true"]', { hasText: "Cancel all" }).waitFor();
    await accessible(page);
    expect(emulator.calls()).toHaveLength(ended);
    expect(errors).toEqual([]);
    emulator.configure({ latency: { kind: "uniform", minMs: 100, maxMs: 500 } });
    await close();
  });

  test("W101: on a phone the models lie beside each other and are pulled into sight, and nothing else is", async () => {
    const form = new FormData();
    form.set("prompts", JSON.stringify(["a fox", "a hare"]));
    form.set("models", JSON.stringify(["simulator", "gemini-nano-banana-2.1", "gpt-image-2"]));
    form.set("api_keys", JSON.stringify({ gemini: "AIzaPhone-g2g2", openai: "sk-phone-o2o2" }));
    const { set_id } = await bunch.client.execute(form, crypto.randomUUID());
    const { page, errors, close } = await openPage(browser, {
      viewport: { width: 320, height: 700 },
    });
    await page.goto(`${bunch.url}/nano-banana/sets/${set_id}`);
    await page.getByRole("img", { name: /^2, GPT Image 2: a hare/ }).waitFor({ timeout: 60_000 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
    await accessible(page);
    const board = page.getByRole("region", { name: "Side by side" });
    await board.focus();
    const scrolled = () => page.evaluate("document.activeElement.scrollLeft");
    expect(await scrolled()).toBe(0);
    await page.keyboard.press("ArrowRight");
    await expect.poll(scrolled).toBeGreaterThan(0);
    expect(errors).toEqual([]);
    await close();
  });
});

async function openForm(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/nano-banana`);
  // Who has a batch already is not greeted any more.
  const own = page.getByRole("button", { name: "Write or paste your own prompts" });
  const configure = page.getByRole("heading", { level: 1, name: "Configure" });
  await own.or(configure).waitFor();
  if (await own.isVisible()) await own.click();
  await configure.waitFor();
}

async function type(page: Page, label: string, key: string): Promise<void> {
  await page.getByRole("textbox", { name: label }).fill(key);
  await page.getByRole("textbox", { name: label }).press("Enter");
}
