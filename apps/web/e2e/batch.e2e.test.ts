import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { accessible } from "./accessible.ts";

inBrowser("a batch from the web page", () => {
  let emulator: Emulator;
  let bunch: Bunch;
  let browser: Browser;

  beforeAll(async () => {
    emulator = await startEmulator({ latency: { kind: "uniform", minMs: 100, maxMs: 600 } });
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

  test("W1: twelve pasted prompts become twelve pictures of the simulator, one batch however often the button is clicked", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana`);
    await openConfigure(page);
    await page.getByRole("textbox", { name: "Prompts" }).fill(prompts(12).join("\n\n"));
    await page.getByRole("radio", { name: /Simulator/ }).check();
    await accessible(page);
    await page.getByRole("button", { name: "Review 12 images" }).click();
    await heading(page, "Review");
    await accessible(page);
    await page.getByRole("button", { name: /^Generate 12 images/ }).dblclick();
    await heading(page, "Processing");
    const id = /executions\/([\w-]{36})\/processing/.exec(page.url())?.[1] ?? "";
    await page.reload();
    await heading(page, /Processing|Results/);
    await accessible(page);
    await page.getByRole("link", { name: "View All Results" }).click({ timeout: 60_000 });
    await page.waitForURL(`${bunch.url}/nano-banana/executions/${id}`);
    await page.getByRole("img", { name: /prompt number 12/ }).waitFor();
    await accessible(page);
    expect((await bunch.client.listExecutions()).data).toHaveLength(1);
    const results = (await bunch.client.listResults(id)).data;
    expect(results.map((one) => one.status)).toEqual(Array(12).fill("completed"));
    expect(results.map((one) => one.prompt_text)).toEqual(prompts(12));
    await downloaded(page, results[0]?.result_url ?? "");
    expect(errors).toEqual([]);
    await close();
  });

  test("W1: a press that comes while the next page is still fetched starts no second batch", async () => {
    const { page, errors, close } = await openPage(browser);
    const before = (await bunch.client.listExecutions()).data.length;
    await page.goto(`${bunch.url}/nano-banana`);
    await openConfigure(page);
    await page.getByRole("textbox", { name: "Prompts" }).fill("a fox that waits");
    await page.getByRole("radio", { name: /Simulator/ }).check();
    await page.getByRole("button", { name: "Review 1 image" }).click();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    await page.route("**/assets/processing-page-*.js", async (route) => {
      await held;
      await route.continue();
    });
    const generate = await page
      .getByRole("button", { name: /^Generate 1 image/ })
      .elementHandle({ timeout: 10_000 });
    if (generate === null) throw new Error("There is no such button.");
    const isAsked = page.waitForRequest("**/assets/processing-page-*.js");
    await generate.click();
    // The batch is begun, its page is not there.
    await isAsked;
    // It says that it is not to be pressed; fingers do all the same.
    await generate.click({ force: true });
    await generate.press("Enter");
    letGo();
    await heading(page, /Processing|Results/);
    expect((await bunch.client.listExecutions()).data).toHaveLength(before + 1);
    expect(errors).toEqual([]);
    await close();
  });

  test("W2: with a key and two references the pictures come from the model, refused ones say why and are filtered", async () => {
    const { page, errors, close } = await openPage(browser);
    const references = [await picture("#b0c4a0"), await picture("#ae3219")];
    await page.goto(`${bunch.url}/nano-banana`);
    await openConfigure(page);
    await page.getByRole("textbox", { name: "Gemini key" }).fill("AIzaWebTest4f2c");
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByText("Works").waitFor();
    const asked = [...prompts(11), "a forbidden thing [[safety]]"];
    await page.getByRole("textbox", { name: "Prompts" }).fill(asked.join("\n\n"));
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: /Drop, paste or choose/ }).click(),
    ]);
    await chooser.setFiles(
      references.map((buffer, index) => ({
        name: `reference-${index}.png`,
        mimeType: "image/png",
        buffer,
      })),
    );
    await page.getByText("2 of 3").waitFor();
    await page.getByRole("button", { name: "Review 12 images" }).click();
    await page.getByRole("button", { name: /^Generate 12 images — about/ }).click();
    await heading(page, "Processing");
    await page.getByRole("link", { name: "View All Results" }).click({ timeout: 60_000 });
    await page.getByRole("button", { name: /^Failed/ }).click();
    await page
      .getByText(/forbidden thing/)
      .first()
      .waitFor();
    await accessible(page);
    const calls = emulator.calls().filter((call) => call.keyLastFour === "4f2c");
    expect(calls).toHaveLength(12);
    const sent = references.map((bytes) => createHash("sha256").update(bytes).digest("hex"));
    for (const call of calls) expect(call.references.map((one) => one.sha256)).toEqual(sent);
    expect(errors).toEqual([]);
    await close();
  });

  test("W3: at 320 pixels nothing is cut off, in French neither", async () => {
    const { page, errors, close } = await openPage(browser, {
      viewport: { width: 320, height: 700 },
      locale: "fr-FR",
    });
    const [newest] = (await bunch.client.listExecutions({ limit: 1 })).data;
    const pages = [
      "",
      "/review",
      "/executions",
      `/executions/${newest?.id}`,
      `/executions/${newest?.id}/done`,
    ];
    for (const address of pages) {
      await page.goto(`${bunch.url}/nano-banana${address}`);
      await page.locator("h1:not(.unseen)").waitFor();
      expect(await page.locator("html").getAttribute("lang")).toBe("fr");
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${address} is wider than the screen`).toBeLessThanOrEqual(0);
    }
    expect(errors).toEqual([]);
    await close();
  });
});

const prompts = (count: number) =>
  Array.from({ length: count }, (_, index) => `a fox in the snow, prompt number ${index + 1}`);

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name }).waitFor();

/** A newcomer is greeted first; whoever has a batch already finds the wizard at once. */
async function openConfigure(page: Page): Promise<void> {
  const own = page.getByRole("button", { name: "Write or paste your own prompts" });
  const configure = page.getByRole("heading", { level: 1, name: "Configure" });
  await own.or(configure).waitFor();
  if (await own.isVisible()) await own.click();
  await configure.waitFor();
}

const picture = (background: string) =>
  sharp({ create: { width: 80, height: 60, channels: 3, background } })
    .png()
    .toBuffer();

/** Downloads the first picture as a person does and compares it with what the address gives, byte for byte. */
async function downloaded(page: Page, url: string): Promise<void> {
  await page
    .getByRole("link", { name: /^Open picture 1\b|^1:/ })
    .first()
    .click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    // The page behind it has links of that name too.
    page
      .getByRole("dialog")
      .getByRole("link", { name: /Download/ })
      .click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.png$/);
  const bytes = await readFile(await download.path());
  const served = Buffer.from(await (await fetch(url)).arrayBuffer());
  expect(bytes.equals(served)).toBe(true);
}
