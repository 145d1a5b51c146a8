import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { rawCall } from "../../test/raw-call.ts";
import { uploadWhole } from "../../test/raw-upload.ts";
import { scenarios } from "../scenarios.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

const places = [process.env["CHROMIUM_PATH"] ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executablePath = places.find((place) => place !== "" && existsSync(place));
const mustRun = process.env["CI"] !== undefined;
if (executablePath === undefined)
  console.warn("The emulator's page was not tested: no Chromium (apt-get install chromium).");

let emulator: Emulator;
let browser: Browser;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  if (executablePath === undefined) return;
  browser = await chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
});
beforeEach(() => emulator.reset());
afterAll(async () => {
  await browser?.close();
  await emulator.stop();
});

async function open(
  options: BrowserContextOptions = {},
  time: "real" | "stopped clock" = "real",
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(emulator.url) && !request.url().startsWith("data:"))
      errors.push(`asked ${request.url()}`);
  });
  if (time === "stopped clock") await page.clock.install();
  await page.goto(emulator.url);
  await page.getByText("Charged").waitFor();
  return { page, errors };
}

/** One of everything that the page can show. */
async function makeTraffic(): Promise<void> {
  await rawCall({ url: emulator.url, prompt: "a red fox" });
  await rawCall({ url: emulator.url, prompt: "a fox [[safety]]", key: "AIza-other-5678" });
  await rawCall({ url: emulator.url, prompt: "a fox [[internal_500]]" });
  await rawCall({ url: emulator.url, prompt: "a fox [[reset_mid_body]]" });
  const line = JSON.stringify({
    key: "k",
    request: { contents: [{ parts: [{ text: "a fox" }] }] },
  });
  const fileName = await uploadWhole(emulator.url, line);
  for (const displayName of ["night run", "[[failed]]", "[[stuck]]"])
    await fetch(`${emulator.url}/v1beta/models/gemini-nano-banana-2.1:batchGenerateContent`, {
      method: "POST",
      headers: { "x-goog-api-key": "AIza-test-key-1234" },
      body: JSON.stringify({ batch: { displayName, inputConfig: { fileName } } }),
    });
}

describe.skipIf(executablePath === undefined && !mustRun)("the emulator's own page", () => {
  test("the page shows the bill as it grows, by scenario, model and key, with files and jobs", async () => {
    const { page, errors } = await open();
    await makeTraffic();
    const { costMicros } = emulator.bill();
    await page
      .getByText(`$${(costMicros / 1_000_000).toFixed(6)}`)
      .first()
      .waitFor();
    const row = (table: string, name: RegExp) =>
      page.getByRole("table", { name: table }).getByRole("row", { name });
    await row("By scenario", /^safety 1$/u).waitFor();
    await row("By key", /^…5678 1 /u).waitFor();
    await row("By model", /^gemini-nano-banana-2.1 5 /u).waitFor();
    await row("Last calls", /a fox \[\[reset_mid_body\]\] 200 reset_mid_body, broken/u).waitFor();
    await row("Last calls", /a fox 200 ok, in a batch/u).waitFor();
    await row("Batch jobs", /night run SUCCEEDED 1 0 1/u).waitFor();
    await row("Batch jobs", /stuck.*RUNNING/u).waitFor();
    await row("Files", /^lines application\/jsonl ACTIVE/u).waitFor();
    expect(errors).toEqual([]);
  });

  test("a prompt is text, whatever it says", async () => {
    const evil = `<img src=x onerror="document.title='caught'"><script>document.title='caught'</script>`;
    await rawCall({ url: emulator.url, prompt: evil });
    const { page, errors } = await open();
    await page.getByText(evil).waitFor();
    expect(await page.locator("#calls img").count()).toBe(0);
    expect(await page.title()).toBe("Gemini, emulated");
    expect(errors).toEqual([]);
  });

  test("settings are changed on the page, and a wrong one is told in a sentence", async () => {
    const { page } = await open();
    await page.getByLabel("Latency, ms").fill("5-10");
    await page.getByLabel("Bucket").fill("2:10,0.5@60000");
    await page.getByLabel("Dollars in ten minutes").fill("10");
    await page.getByRole("button", { name: "Add a scenario" }).click();
    await page.getByLabel("Scenario", { exact: true }).selectOption("unavailable_503");
    await page.getByLabel("Percent of calls").fill("20");
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByText("Set.", { exact: true }).waitFor();
    expect(emulator.configure({})).toMatchObject({
      latency: { kind: "uniform", minMs: 5, maxMs: 10 },
      bucket: { perSecond: 2, burst: 10, changes: [{ afterMs: 60_000, perSecond: 0.5 }] },
      spendPerTenMinutesMicros: 10_000_000,
      requestsPerMinute: null,
      probabilities: { unavailable_503: 0.2 },
    });
    await page.getByLabel("Latency, ms").fill("quickly");
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByText("The setting latency cannot be").waitFor();
    await page.getByText("All settings").click();
    await page.getByLabel("As JSON").fill('{"latency": 20, "seed": 7}');
    await page.getByRole("button", { name: "Apply JSON" }).click();
    await page.getByText("The setting latency cannot be 20").waitFor();
    expect(emulator.configure({}).seed).toBe(1);
  });

  test("a key is revoked and restored by a button that keeps its focus, and all is reset", async () => {
    await rawCall({ url: emulator.url });
    const { page } = await open();
    const revoke = page.getByRole("button", { name: "Revoke the key that ends in 1234" });
    await revoke.focus();
    await page.keyboard.press("Enter");
    const restore = page.getByRole("button", { name: "Restore the key that ends in 1234" });
    await restore.waitFor();
    expect(await page.locator(":focus").getAttribute("aria-label")).toContain("Restore the key");
    expect((await rawCall({ url: emulator.url })).text).toContain("API_KEY_INVALID");
    await restore.click();
    await revoke.waitFor();
    expect((await rawCall({ url: emulator.url })).status).toBe(200);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Reset…" }).click();
    await page.getByText("No calls yet.").first().waitFor();
    expect(emulator.bill().calls).toBe(0);
  });

  test("every scenario stays in reach, and the page stops asking when told to", async () => {
    const { page } = await open({}, "stopped clock");
    await page.getByText("Every scenario").click();
    const table = page.locator("#scenarios");
    for (const name of Object.keys(scenarios)) expect(await table.innerText()).toContain(name);
    await page.getByLabel("Find").fill("tokens in this minute");
    expect(await table.getByRole("row").count()).toBe(1);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.clock.runFor(5000);
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused").waitFor();
    asked.length = 0;
    await rawCall({ url: emulator.url, prompt: "unseen" });
    await page.clock.runFor(600_000);
    expect(asked).toEqual([]);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("unseen").waitFor();
  });

  test.each<["light" | "dark", number]>([
    ["light", 1200],
    ["dark", 1200],
    ["light", 360],
    ["dark", 360],
  ])(
    "axe finds nothing in the %s page at %i pixels, and it is no wider",
    async (colorScheme, width) => {
      await makeTraffic();
      const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.getByRole("button", { name: "Add a scenario" }).click();
      await page.getByText("night run").first().waitFor();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      const wide = await page.evaluate("document.documentElement.scrollWidth");
      expect(Number(wide)).toBeLessThanOrEqual(width);
    },
  );
});
