import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { awayFromMidnight } from "../../../tools/testing/away-from-midnight.ts";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openPage } from "../../../tools/testing/open-browser.ts";
import type { Bunch } from "../../../tools/testing/start-bunch.ts";
import { until } from "../../../tools/testing/until.ts";
import { accessible } from "./accessible.ts";
import { startOnDatabase } from "./start-for-browser.ts";

inBrowser("the history", () => {
  let bunch: Bunch;
  let browser: Browser;
  let connectionString: string;
  let stop: () => Promise<void>;
  let spring: string;
  const list = () => `${bunch.url}/nano-banana/executions`;

  beforeAll(awayFromMidnight);
  beforeAll(async () => {
    ({ bunch, browser, connectionString, stop } = await startOnDatabase(inject("postgres")));
    const paused = await begun("Menu cards", 100, 4);
    await bunch.client.pause(paused);
    spring = await drawn("Spring ceramics", "a white teapot");
    const yesterday = await drawn("Autumn catalogue", "a wool jumper");
    const old = await drawn("Élégance d’été", "a linen dress");
    await movedBack(paused, 90);
    await movedBack(yesterday, 1);
    await movedBack(old, 400);
  }, 600_000);

  afterAll(async () => {
    await stop?.();
  });

  async function begun(name: string, count: number, variations = 1, prompt = "a fox") {
    const form = new FormData();
    form.set("prompts", JSON.stringify(Array.from({ length: count }, () => prompt)));
    form.set("model", "simulator");
    form.set("variations", String(variations));
    form.set("name", name);
    return (await bunch.client.execute(form, crypto.randomUUID())).execution_id;
  }
  async function drawn(name: string, prompt: string): Promise<string> {
    const id = await begun(name, 5, 1, prompt);
    await until(
      "the batch is drawn",
      async () => (await bunch.client.listResults(id)).data.every((one) => one.thumbhash !== null),
      // Its copies are made at the lowest rank of all that runs.
      { withinMs: 150_000 },
    );
    return id;
  }
  async function movedBack(id: string, days: number): Promise<void> {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      await client.query(
        "update workflow_executions set created_at = created_at - make_interval(days => $2) where id = $1",
        [id, days],
      );
    } finally {
      await client.end();
    }
  }
  const names = (page: Page) => page.getByRole("listitem").getByRole("link").allTextContents();
  const heads = (page: Page) => page.getByRole("heading", { level: 2 }).allTextContents();

  test("W60: a search finds names and prompts, whatever their accents; it stands in the address and survives a reload; nothing found has a way back", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(list());
    const field = page.getByRole("textbox", { name: "Search names and prompts" });
    await field.pressSequentially("elegance d’ete");
    await page.waitForURL(/search=elegance/);
    await until("one is found", async () => (await names(page)).join() === "Élégance d’été");
    await page.getByText("1 batch found").waitFor();
    await page.reload();
    await until("it is found again", async () => (await names(page)).join() === "Élégance d’été");
    expect(await field.inputValue()).toBe("elegance d’ete");
    await field.fill("TEAPOT");
    await until(
      "its prompt is found",
      async () => (await names(page)).join() === "Spring ceramics",
    );
    await field.fill("");
    await page.waitForURL((url) => url.search === "");
    await until("all are there", async () => (await names(page)).length === 4);

    await page.getByRole("combobox", { name: "State" }).selectOption({ label: "paused" });
    await page.waitForURL(/status=paused/);
    await until("the paused one is found", async () => (await names(page)).join() === "Menu cards");
    await field.fill("velvet");
    await page.getByText("No batch in this state has “velvet” in its name").waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "Show all batches" }).click();
    await page.waitForURL((url) => url.search === "");
    await until("all are there", async () => (await names(page)).length === 4);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    await page.goto(`${list()}?search=velvet`);
    await page.getByText("No batch has “velvet” in its name").waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  test("W61: what waits for its owner stands first, however old it is, the rest by day; each row shows its first pictures", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(list());
    await until("all are there", async () => (await names(page)).length === 4);
    // What waits is asked for by itself, and may come after the rest.
    await until("what waits stands first", async () => (await heads(page))[0] === "Needs you");
    const [, ...rest] = await heads(page);
    expect(rest.slice(0, 2)).toEqual(["Today", "Yesterday"]);
    expect(rest[2]).toMatch(/^\w+ 20\d\d$/);
    expect(await names(page)).toEqual([
      "Menu cards",
      "Spring ceramics",
      "Autumn catalogue",
      "Élégance d’été",
    ]);
    const row = page.getByRole("listitem").filter({ hasText: "Spring ceramics" });
    await until("its first pictures are there", () =>
      row
        .locator("img")
        .evaluateAll(
          (pictures) =>
            pictures.length === 4 &&
            pictures.every((one) => (one as HTMLImageElement).naturalWidth > 0),
        ),
    );
    await accessible(page);
    expect(errors).toEqual([]);
    await close();
  });

  test("W62: a batch is renamed where its name stands: Enter keeps the new name, Escape the old one, and both give the focus back", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(list());
    await page.getByRole("button", { name: "Rename Spring ceramics" }).press("Enter");
    const field = page.getByRole("textbox", { name: "Name of the batch" });
    await accessible(page);
    await field.fill("Forget this");
    await field.press("Escape");
    await page.waitForFunction(
      () => document.activeElement?.getAttribute("aria-label") === "Rename Spring ceramics",
    );
    await page.keyboard.press("Enter");
    await field.fill("  Spring ceramics, second choice ");
    await field.press("Enter");
    await page.getByRole("link", { name: "Spring ceramics, second choice" }).waitFor();
    await page.waitForFunction(() =>
      document.activeElement?.getAttribute("aria-label")?.endsWith("second choice"),
    );
    expect((await bunch.client.getExecution(spring)).name).toBe("Spring ceramics, second choice");

    await page.getByRole("link", { name: "Spring ceramics, second choice" }).click();
    await page.getByRole("button", { name: "Rename this batch" }).press("Enter");
    await accessible(page);
    await field.fill("Spring ceramics");
    await field.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Spring ceramics", exact: true }).waitFor();
    await page.waitForFunction(() => document.title.includes("Spring ceramics —"));
    expect((await bunch.client.getExecution(spring)).name).toBe("Spring ceramics");

    // A refusal keeps what was typed.
    await page.getByRole("button", { name: "Rename this batch" }).click();
    await page.route("**/api/executions/*", (route) =>
      route.request().method() === "PATCH" ? route.abort() : route.continue(),
    );
    await field.fill("Not to be had");
    await field.press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await field.inputValue()).toBe("Not to be had");
    await page.getByRole("button", { name: "Leave the old name" }).click();
    await page.getByRole("heading", { level: 1, name: "Spring ceramics", exact: true }).waitFor();
    expect(errors.filter((one) => !one.includes("ERR_FAILED"))).toEqual([]);
    await close();
  });

  test("W63: a batch is run again from its row, once; a deleted one leaves the list, a running or paused one offers neither", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(list());
    await page.getByRole("button", { name: "Run Autumn catalogue again" }).click();
    await page.getByRole("button", { name: /^Generate 5 images — free/ }).dblclick();
    await page.waitForURL(/processing/);
    const again = /executions\/([\w-]{36})/.exec(page.url())?.[1] ?? "";
    expect((await bunch.client.getExecution(again)).name).toBe("Autumn catalogue");
    await until(
      "it is drawn",
      async () => (await bunch.client.getExecution(again)).stats.pending === 0,
    );
    await page.goto(list());
    await page.getByRole("link", { name: "Autumn catalogue" }).nth(1).waitFor();
    expect(await page.getByRole("button", { name: "Rename Menu cards" }).count()).toBe(1);
    expect(await page.getByRole("button", { name: /(Delete|Run) Menu cards/ }).count()).toBe(0);
    await page.getByRole("button", { name: "Delete Autumn catalogue" }).first().click();
    await page.getByRole("button", { name: "Delete for good" }).click();
    await page
      .getByRole("link", { name: "Autumn catalogue" })
      .nth(1)
      .waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    await expect(bunch.client.getExecution(again)).rejects.toThrow();
    expect(errors).toEqual([]);
    await close();
  });

  test("W64: two thousand batches come a page at a time, and one of them is found; at 320 pixels, in French and in the dark nothing is cut off", async () => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    // Many batches, quickly: their rows alone, as nobody opens them here.
    await client.query(
      `insert into workflow_executions (id, workflow_id, user_id, model, name, settings, estimate, prompts_count, results_count,
         pending_count, failed_count, last_sequence, idempotency_key, idempotency_digest, created_at, started_at, completed_at)
       select gen_random_uuid(), workflow_id, user_id, model, 'Lot ' || n, settings, estimate, 1, 1, 0, 1, 1,
         gen_random_uuid()::text, 'x', created_at - make_interval(hours => n), started_at, completed_at
       from workflow_executions, generate_series(1, 2000) n where id = $1`,
      [spring],
    );
    await client.end();
    const { page, errors, close } = await openPage(browser, {
      viewport: { width: 320, height: 640 },
      locale: "fr-FR",
      colorScheme: "dark",
      reducedMotion: "reduce",
    });
    await page.goto(list());
    await page.getByRole("heading", { name: "Vous attendent" }).waitFor();
    const before = (await names(page)).length;
    expect(before).toBeLessThan(60);
    await page.getByRole("button", { name: "En voir plus" }).click();
    await until("more are there", async () => (await names(page)).length > before);
    await page.getByRole("textbox", { name: "Chercher noms et prompts" }).fill("lot 1977");
    await until("it is found", async () => (await names(page)).join() === "Lot 1977");
    await accessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(errors).toEqual([]);
    await close();
  });
});
