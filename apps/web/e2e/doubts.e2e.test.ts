import { AxeBuilder } from "@axe-core/playwright";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { until } from "../../../tools/testing/until.ts";

inBrowser("money that nobody is sure of", () => {
  let emulator: Emulator;
  let bunch: Bunch;
  let browser: Browser;

  beforeAll(async () => {
    emulator = await startEmulator({ tinyPictures: true });
    bunch = await startBunch({
      dataDir: await makeTestFolder(),
      env: { GEMINI_BASE_URL: emulator.url, GEMINI_API_KEY: "AIzaDoubts" },
      buildWeb: true,
    });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await bunch?.stop();
    await emulator?.stop();
  });

  async function submit(prompts: string[], fields: Record<string, string>): Promise<string> {
    const form = new FormData();
    form.set("prompts", JSON.stringify(prompts));
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return (await bunch.client.execute(form, crypto.randomUUID())).execution_id;
  }
  const pausedBy = (id: string, code: string) =>
    until(`it is paused by ${code}`, async () => {
      return (await bunch.client.getExecution(id)).reason?.code === code;
    });
  const lost = (prompt: string) => `${prompt} [[reset_after_accept,ok]]`;

  test("W6: pictures that may be charged already are asked about, one in its frame, the rest in one go, and the batch goes on", async () => {
    const id = await submit(["a hare", lost("a fox"), lost("a bear")], { on_doubt: "ask" });
    await pausedBy(id, "doubts");
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/executions/${id}/processing`);
    await page
      .getByText(
        /^2 pictures may have been drawn and charged without reaching us: up to \$0\.\d\d\.$/,
      )
      .waitFor();
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map((one) => one.id)).toEqual([]);

    // The second alone, in its frame.
    await page.getByRole("link", { name: "Open picture 2" }).click();
    const frame = page.getByRole("dialog", { name: "Picture 2" });
    await frame.getByText(/^It may have been drawn and charged/).waitFor();
    await frame.getByRole("button", { name: "Leave it" }).click();
    await until("one is left", async () => {
      const { stats } = await bunch.client.getExecution(id);
      return stats.undecided === 1 && stats.failed === 1;
    });
    await page.keyboard.press("Escape");
    await page.getByText(/^1 picture may have been drawn and charged/).waitFor();
    await page.getByRole("button", { name: /^Draw 1 again — about \$0\.04$/ }).click();
    await page.getByText(/may have been drawn and charged without/).waitFor({ state: "detached" });
    await until("it has ended", async () => {
      return (await bunch.client.getExecution(id)).completed_at !== null;
    });
    const results = (await bunch.client.listResults(id)).data;
    expect(results.map((one) => one.status)).toEqual(["completed", "failed", "completed"]);
    await page
      .getByText(/^Up to \$0\.\d\d more: calls whose answer never reached us may have/)
      .waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  test("W7: a cap that is reached says what is spent and left, suggests one that is enough, and goes on with it", async () => {
    const id = await submit(["a hare", "a fox", "a bear", "a crow"], { max_cost: "0.07" });
    await pausedBy(id, "cap");
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/executions/${id}/processing`);
    await page
      .getByText(/^Spent: \$0\.0\d of \$0\.07, possible charges included\. Left: /)
      .waitFor();
    const cap = page.getByRole("textbox", { name: "New cap in dollars" });
    const suggested = await cap.inputValue();
    expect(Number(suggested)).toBeGreaterThan(0.16);
    expect(Number(suggested)).toBeLessThan(0.3);
    await cap.fill("0.08");
    await page.getByRole("button", { name: "Raise the cap and resume" }).click();
    await page
      .getByRole("alert")
      .getByText(/^Write at least \$0\.\d\d: the next picture/)
      .waitFor();
    await cap.fill(suggested);
    await page.getByRole("button", { name: "Raise the cap and resume" }).click();
    await page.getByRole("link", { name: "View All Results" }).waitFor();
    const { stats } = await bunch.client.getExecution(id);
    expect(stats).toMatchObject({ successful: 4, over_cap: 0 });
    expect(errors).toEqual([]);
    await close();
  });

  test("W8: what becomes of lost answers is chosen where the batch is prepared, and shown before it starts", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana`);
    await page.locator("#prompts").fill("a hare");
    await page.getByText("If an answer is lost").click();
    await page.getByRole("radio", { name: /^Ask me first/ }).check();
    await page.getByRole("button", { name: /^Review/ }).click();
    await page.getByText("ask me", { exact: true }).waitFor();
    await page.getByRole("button", { name: /^Generate 1 image/ }).click();
    await page.waitForURL(/processing|done/);
    const id = /executions\/([\w-]{36})/.exec(page.url())?.[1] ?? "";
    expect((await bunch.client.getExecution(id)).on_doubt).toBe("ask");
    expect(errors).toEqual([]);
    await close();
  });
});
