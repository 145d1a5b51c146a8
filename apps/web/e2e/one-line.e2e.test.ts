import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { until } from "../../../tools/testing/until.ts";
import { startWatchedFront, type WatchedFront } from "./watched-front.ts";

/** More than are drawn while a test looks on. */
const prompts = 75;
const variations = 4;

inBrowser("one line for a browser", () => {
  let emulator: Emulator;
  let bunch: Bunch;
  let browser: Browser;
  let front: WatchedFront;

  beforeAll(async () => {
    emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 800 } });
    bunch = await startBunch({
      dataDir: await makeTestFolder(),
      env: { GEMINI_BASE_URL: emulator.url, WORKER_CONCURRENCY: "2" },
      buildWeb: true,
    });
    browser = await openBrowser();
    front = await startWatchedFront(bunch.url);
  });

  // A test that fails leaves no line to the next one, which would count it.
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await until("no line is left", () => front.open() === 0);
    front.treat("pass");
  });

  afterAll(async () => {
    await browser?.close();
    await front?.close();
    await bunch?.stop();
    await emulator?.stop();
  });

  async function begun(): Promise<string> {
    const form = new FormData();
    form.set("prompts", JSON.stringify(Array.from({ length: prompts }, (_, n) => `fox ${n}`)));
    form.set("variations", String(variations));
    form.set("api_key", "AIzaOneLine");
    return (await bunch.client.execute(form, crypto.randomUUID())).execution_id;
  }
  async function ended(id: string): Promise<void> {
    await bunch.client.cancel(id);
    await until("nothing of it is under way", async () => {
      return (await bunch.client.getExecution(id)).stats.pending === 0;
    });
  }
  const processing = (id: string) => `${front.url}/nano-banana/executions/${id}/processing`;
  /** How many pictures the page says are drawn. */
  const drawnOn = async (page: Page, words: RegExp): Promise<number> => {
    const text = (await page.locator("main").textContent()) ?? "";
    return Number(words.exec(text)?.[1] ?? -1);
  };
  const onProcessing = /(\d+) of 300/;
  const isLine = (url: string) => new URL(url).pathname === "/api/events";

  test("W66: three tabs that show a running batch have one line together, and are live all three", async () => {
    const id = await begun();
    const { page: first, errors, close } = await openPage(browser);
    await first.goto(processing(id));
    await first.getByRole("heading", { level: 1, name: "Processing" }).waitFor();
    const results = await first.context().newPage();
    await results.goto(`${front.url}/nano-banana/executions/${id}`);
    const history = await first.context().newPage();
    await history.goto(`${front.url}/nano-banana/executions`);
    const tabs: [Page, RegExp][] = [
      [first, onProcessing],
      [results, /Success (\d+)/],
      [history, /(\d+) of 300/],
    ];
    const lists = front.asked.length;
    for (const [page, words] of tabs) {
      const seen = new Set<number>();
      await until(
        `three steps are seen at ${page.url()}`,
        async () => {
          const drawn = await drawnOn(page, words);
          if (drawn >= 0) seen.add(drawn);
          return seen.size >= 3;
        },
        { give: () => [...seen].join() },
      );
      expect(front.open()).toBe(1);
    }
    expect(front.most()).toBe(1);
    // Nobody has broken it off to open it anew.
    expect(front.asked).toHaveLength(lists);
    expect(errors).toEqual([]);
    await close();
    await until("the line is gone with the last tab", () => front.open() === 0);
    await ended(id);
  });

  test("W67: when the tab with the line is closed another takes it up after the last event: none is missing, none is told as it stands again", async () => {
    const id = await begun();
    const { page: first, close } = await openPage(browser);
    const context = first.context();
    const tabs = [first, await context.newPage(), await context.newPage()];
    const account = await context.newPage();
    // A tab that is slow to answer may have lost the line before it is closed: whose it is, is who asked for it last.
    let holder = first;
    for (const tab of tabs)
      tab.on("request", (request) => {
        if (isLine(request.url())) holder = tab;
      });
    await first.goto(processing(id));
    await until("the line is open", () => front.open() === 1);
    for (const tab of tabs.slice(1)) await tab.goto(processing(id));
    await account.goto(`${front.url}/account`);
    // It hears what the tabs tell each other, the one that leads included.
    await account.evaluate((name) => {
      const heard: { say: string; sequence: number }[] = [];
      Object.assign(window, { heard });
      new BroadcastChannel(name).addEventListener("message", ({ data }) => {
        const { say, told } = data as {
          say: string;
          told?: { say: string; sequence?: number; event?: { sequence: number } };
        };
        if (say === "told" && told)
          heard.push({ say: told.say, sequence: told.event?.sequence ?? told.sequence ?? 0 });
      });
    }, "bunch-events-1 /api/events?executions= local");
    const heard = () =>
      account.evaluate(
        () => (window as unknown as { heard: { say: string; sequence: number }[] }).heard,
      );
    await until("events are heard", async () => (await heard()).length > 5);
    const opened = front.asked.length;
    await holder.close();
    const before = (await heard()).length;
    await until("it goes on", async () => (await heard()).length > before + 6);
    await holder.close();
    const between = (await heard()).length;
    await until("it goes on again", async () => (await heard()).length > between + 6);

    const sequences = (await heard()).filter(({ say }) => say === "event");
    const [{ sequence: from } = { sequence: 0 }] = sequences;
    expect(sequences.map(({ sequence }) => sequence - from)).toEqual(
      sequences.map((_, index) => index),
    );
    expect((await heard()).some(({ say }) => say === "snapshot")).toBe(false);
    const reopened = front.asked.slice(opened);
    expect(reopened).toHaveLength(2);
    for (const address of reopened)
      expect(decodeURIComponent(address)).toMatch(new RegExp(`executions=${id}:\\d+$`));
    // A closed tab's line may be seen to end only after the next one has begun.
    await until("one line is left", () => front.open() === 1);
    expect(front.most()).toBeLessThanOrEqual(2);
    await until("what stands there is what is so", async () => {
      const { stats } = await bunch.client.getExecution(id);
      return (await drawnOn(holder, onProcessing)) === stats.successful;
    });
    await close();
    await ended(id);
  });

  test("W69: a tab that the system has put to sleep does not keep the line: the one that is looked at takes it over", async () => {
    front.treat("pass");
    const id = await begun();
    const { page: asleep, close } = await openPage(browser);
    await asleep.goto(processing(id));
    await until("the line is open", () => front.open() === 1);
    const second = await asleep.context().newPage();
    await second.goto(processing(id));
    await until("it is live", async () => (await drawnOn(second, onProcessing)) > 0);
    const opened = front.asked.length;
    // Asleep is what does not answer: here it is kept busy.
    const busy = asleep.evaluate(() => {
      for (const end = Date.now() + 25_000; Date.now() < end;);
    });
    await until("the line is taken over", () => front.asked.length > opened);
    const at = await drawnOn(second, onProcessing);
    await until("it is live again", async () => (await drawnOn(second, onProcessing)) > at + 2);
    await busy;
    await until("one line is left", () => front.open() === 1);
    await close();
    await ended(id);
  });

  test.each(["refuse", "hold back"] as const)(
    "W68: where a proxy would %s the line, the page is live by asking, says so, and takes the line up when it can be had",
    async (how) => {
      front.treat(how);
      const id = await begun();
      const { page, close } = await openPage(browser);
      await page.goto(processing(id));
      const seen = new Set<number>();
      await until("three steps are seen", async () => {
        const drawn = await drawnOn(page, onProcessing);
        if (drawn >= 0) seen.add(drawn);
        return seen.size >= 3;
      });
      await page.getByText("Progress comes every few seconds here").waitFor({ timeout: 40_000 });
      // Pictures come, too, not their numbers alone.
      await until("pictures are there", async () => (await page.locator("main img").count()) > 3);
      front.treat("pass");
      await until("the line is taken up", () => front.open() === 1, { withinMs: 45_000 });
      await page.getByText("Progress comes every few seconds here").waitFor({ state: "detached" });
      const at = await drawnOn(page, onProcessing);
      await ended(id);
      await page.waitForURL(/done$/);
      expect(at).toBeGreaterThan(0);
      await close();
    },
  );
});
