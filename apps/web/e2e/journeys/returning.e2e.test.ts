import type { Emulator } from "@bunch/emulator/start-emulator";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../../tools/testing/in-browser.ts";
import type { Bunch } from "../../../../tools/testing/start-bunch.ts";
import { until } from "../../../../tools/testing/until.ts";
import { startWithEmulator } from "../start-for-browser.ts";
import { languages, setOut } from "./set-out.ts";
import { startBatch } from "./start-batch.ts";

const slots = 4;
const prompts = Array.from({ length: 60 }, (_, index) => `a hare in the corn, number ${index + 1}`);

inBrowser("going away and coming back", () => {
  let emulator: Emulator;
  let bunch: Bunch;
  let browser: Browser;
  let startAgain: () => Promise<Bunch>;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const started = await startWithEmulator({ latencyMs: 600, slots });
    ({ bunch, browser, emulator, startAgain, stop } = started);
  });
  afterAll(async () => {
    await stop?.();
  });

  test.each(languages)(
    "W82: whoever reloads, closes the tab and comes back, while the server stops and dies, finds all of it, and no picture is paid twice (%s)",
    async (_, language) => {
      emulator.reset();
      const journey = await setOut(browser, language);
      const { say, money, arrive, look, makeRoom, end } = journey;
      const id = await startBatch(journey, {
        url: bunch.url,
        prompts,
        onDoubt: "Ask me first. It waits until you say whether to draw it again.",
      });
      const done = (page: Page) =>
        doneOn(page, say("{done} of {total}", { done: "(\\d+)", total: 60 }));
      const goesOnTo = (page: Page, count: number) =>
        until(`the page tells of ${count}`, async () => (await done(page)) >= count, {
          withinMs: 60_000,
        });
      await goesOnTo(journey.page, 3);
      await journey.page.reload();
      await arrive("Processing");
      await goesOnTo(journey.page, 8);
      await journey.page.close();

      const page = await journey.newTab();
      await page.goto(`${bunch.url}/nano-banana/executions`);
      await page.locator(`a[href*="${id}"]`).first().click();
      await arrive("Processing", page);
      await goesOnTo(page, 14);
      bunch.kill("SIGTERM");
      const broken = page.getByText(say("The line to the server is broken."));
      await broken.waitFor({ timeout: 60_000 });
      await look(page);
      expect(await bunch.ended).toBe(0);
      bunch = await startAgain();
      await broken.waitFor({ state: "detached", timeout: 60_000 });
      await goesOnTo(page, 30);
      // What was under way was waited for.
      expect((await bunch.client.getExecution(id)).stats).toMatchObject({ possible_cost: 0 });

      await until("calls are under way", () => emulator.bill().inFlight === slots);
      bunch.kill("SIGKILL");
      await broken.waitFor({ timeout: 60_000 });
      await bunch.ended;
      bunch = await startAgain();
      // Those whose answer nobody heard are asked about, not paid again.
      const leave = page.getByRole("button", {
        name: new RegExp(
          `^(${[1, 2].map((count) => say("{count, plural, one {Leave it} other {Leave them}}", { count })).join("|")})$`,
        ),
      });
      await makeRoom(() => leave.waitFor({ timeout: 60_000 }));
      await until(
        "all others are drawn",
        async () => {
          const { stats, status } = await bunch.client.getExecution(id);
          return status === "paused" && stats.pending === stats.undecided;
        },
        { withinMs: 60_000 },
      );
      await look(page);
      await makeRoom(async () => {
        await leave.click();
        await page.waitForURL(/done$/, { timeout: 60_000 });
      });
      await arrive("Results", page);

      const { stats, status } = await bunch.client.getExecution(id);
      expect(status).toBe("completed");
      expect(stats).toMatchObject({ pending: 0, undecided: 0, cancelled: 0 });
      expect(stats.failed).toBeGreaterThan(0);
      expect(stats.failed).toBeLessThanOrEqual(slots);
      expect(stats.successful).toBe(prompts.length - stats.failed);
      const figures = page.getByTestId("figures");
      const [spent, more] = [money(stats.total_cost), money(stats.possible_cost)];
      for (const words of [
        say("{done} of {total}", { done: stats.successful, total: 60 }),
        say("{failed, plural, one {# did not come out} other {# did not come out}}", {
          failed: stats.failed,
        }),
        say("{spent} spent, up to {more} more", { spent, more }),
      ])
        await figures.getByText(words, { exact: true }).waitFor();
      const calls = Map.groupBy(emulator.calls(), (call) => call.prompt);
      expect([...calls.values()].map((own) => own.length)).toEqual(prompts.map(() => 1));
      await page.getByRole("link", { name: say("View All Results") }).click();
      await page.getByRole("gridcell").first().waitFor();
      await end({ caused: /ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_SOCKET/ });
    },
    240_000,
  );
});

/** How many pictures a page says are done; -1 while it says nothing. */
async function doneOn(page: Page, words: string): Promise<number> {
  const text = await page
    .getByTestId("figures")
    .textContent({ timeout: 2000 })
    .catch(() => null);
  return Number(new RegExp(words).exec(text ?? "")?.[1] ?? -1);
}
