import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openPage } from "../../../tools/testing/open-browser.ts";
import type { Bunch } from "../../../tools/testing/start-bunch.ts";
import { until } from "../../../tools/testing/until.ts";
import { accessible } from "./accessible.ts";
import { startWithEmulator } from "./start-for-browser.ts";

inBrowser("a batch that is over", () => {
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ bunch, browser, stop } = await startWithEmulator());
  });

  afterAll(async () => {
    await stop?.();
  });

  async function drawn(name: string, model?: string): Promise<string> {
    const form = new FormData();
    form.set("prompts_text", "a red fox\n\na blue hare");
    form.set("name", name);
    if (model) form.set("model", model);
    else form.set("api_key", "AIzaAfterBatch");
    const { execution_id: id } = await bunch.client.execute(form, `key of ${name}`);
    // With the smaller copies: a page that still looks out for them may ask for one that is just deleted.
    await until(
      "the batch is drawn",
      async () => (await bunch.client.listResults(id)).data.every((one) => one.thumbhash !== null),
      // At the lowest rank of all that runs.
      { withinMs: 150_000 },
    );
    return id;
  }

  test("W4: run again shows today's price, starts one batch however often it is pressed, and opens it", async () => {
    const id = await drawn("Spring");
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/executions/${id}`);
    await page.getByRole("button", { name: "Run again" }).press("Enter");
    await page.getByText(/About \$0\.\d\d at today’s prices/).waitFor();
    // A second Enter leaves, and pays nothing.
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await bunch.client.listExecutions()).data).toHaveLength(1);
    await page.getByRole("button", { name: "Run again" }).click();
    await accessible(page);
    await page.getByRole("button", { name: /^Generate 2 images — about/ }).dblclick();
    await page.waitForURL((url) => !url.pathname.includes(id));
    const list = (await bunch.client.listExecutions()).data;
    expect(list.map((one) => one.name)).toEqual(["Spring", "Spring"]);
    expect(page.url()).toContain(list[0]?.id ?? "none");
    expect(list[0]?.workflow_id).toBe(list[1]?.workflow_id);
    expect(errors).toEqual([]);
    await close();
  }, 300_000);

  test("W5: the list is a file, and a batch is deleted after a question, from its page and from the history", async () => {
    const first = await drawn("To go from its page", "simulator");
    await drawn("To go from the history", "simulator");
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/executions/${first}`);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "List (CSV)" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("To go from its page.csv");
    expect(await readFile(await download.path(), "utf8")).toContain("1-a-red-fox.png");

    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("Its 2 pictures and prompts go for good.").waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("heading", { level: 1, name: "Batches" }).waitFor();
    await page.getByRole("link", { name: "To go from the history" }).waitFor();
    await page.getByRole("link", { name: "To go from its page" }).waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Delete To go from the history" }).click();
    await accessible(page);
    await page.getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("link", { name: "To go from the history" }).waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    const left = (await bunch.client.listExecutions()).data.map((one) => one.name);
    expect(left).not.toContain("To go from its page");
    expect(left).not.toContain("To go from the history");
    expect(errors).toEqual([]);
    await close();
  }, 450_000);
});
