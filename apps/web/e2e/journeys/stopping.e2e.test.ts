import type { Emulator } from "@bunch/emulator/start-emulator";
import type { Execution } from "@bunch/contracts/execution";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../../tools/testing/in-browser.ts";
import type { Bunch } from "../../../../tools/testing/start-bunch.ts";
import { until } from "../../../../tools/testing/until.ts";
import { startWithEmulator } from "../start-for-browser.ts";
import { languages, setOut } from "./set-out.ts";
import { startBatch } from "./start-batch.ts";

const slots = 4;
const prompts = Array.from({ length: 40 }, (_, index) => `an owl at dusk, number ${index + 1}`);

inBrowser("stopping a batch", () => {
  let emulator: Emulator;
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ bunch, browser, emulator, stop } = await startWithEmulator({ slots }));
  });
  afterAll(async () => {
    await stop?.();
  });

  test.each(languages)(
    "W83: a pause starts nothing new and says what a stop would save and what is charged all the same, and a cancelled batch ends with what was drawn and paid (%s)",
    async (_, language) => {
      emulator.reset();
      // Slow enough that what stands on the page is read before it changes.
      emulator.configure({ latency: { kind: "fixed", ms: 2500 } });
      const journey = await setOut(browser, language);
      const { page, say, money, arrive, look, makeRoom, end } = journey;
      const id = await startBatch(journey, { url: bunch.url, prompts });
      const batch = () => bunch.client.getExecution(id);
      /** What a stop saves now: what has not begun, at the price that was told. */
      const saving = ({ stats, estimated_cost: estimate }: Execution): string => {
        const waiting = stats.pending - stats.processing;
        const rest = say("{notStarted, plural, one {# not started} other {# not started}}", {
          notStarted: waiting,
        });
        const amount = money(waiting * estimate.costPerImage);
        if (stats.processing === 0)
          return say("Cancel now: {rest}, saves about {amount}.", { rest, amount });
        const still = say(
          "{underWay, plural, one {# under way will still be charged} other {# under way will still be charged}}",
          { underWay: stats.processing },
        );
        return say("Cancel now: {rest}, saves about {amount}; {still}.", { rest, amount, still });
      };
      const isSaid = (words: string) => page.getByText(words, { exact: true }).first().isVisible();

      await until("calls are under way", () => emulator.bill().inFlight === slots);
      await until("it says what a stop would save", async () => isSaid(saving(await batch())));
      const paused = page.getByText(say("Paused."), { exact: true });
      await makeRoom(async () => {
        await page.getByRole("button", { name: say("Pause") }).click();
        await paused.waitFor();
      });
      await page
        .getByText(
          say(
            "Nothing new is started until you press Resume. What is under way is finished, and charged.",
          ),
        )
        .waitFor();
      await until("what was under way is finished", async () => {
        const { status, stats } = await batch();
        return status === "paused" && stats.processing === 0;
      });
      const calls = emulator.calls().length;
      await until("it says that all of the rest would be saved", async () =>
        isSaid(saving(await batch())),
      );
      await look();
      expect((await batch()).stats.successful).toBe(calls);
      expect(emulator.bill()).toMatchObject({ calls, inFlight: 0 });

      await makeRoom(async () => {
        await page.getByRole("button", { name: say("Resume"), exact: true }).click();
        await paused.waitFor({ state: "detached" });
      });
      await until("new calls are under way", () => emulator.calls().length >= calls + slots);
      await page.getByRole("button", { name: say("Cancel the batch") }).click();
      const question = page.getByRole("dialog", { name: say("Cancel the batch?") });
      await until("it asks with what that saves", async () =>
        question.getByText(saving(await batch()), { exact: true }).isVisible(),
      );
      await look();
      await question.getByRole("button", { name: say("Let it go on") }).click();
      await question.waitFor({ state: "detached" });
      await page.getByRole("button", { name: say("Cancel the batch") }).click();
      await question.getByRole("button", { name: say("Cancel the rest") }).click();
      await page.waitForURL(/done$/, { timeout: 60_000 });
      await arrive("Results");
      const { stats, status } = await batch();
      const bill = emulator.bill();
      expect(status).toBe("cancelled");
      expect(stats).toMatchObject({ successful: bill.calls, failed: 0, pending: 0 });
      expect(stats.cancelled).toBe(prompts.length - bill.calls);
      expect(stats.total_cost).toBe(Math.round(bill.costMicros / 1e4) / 100);
      for (const words of [
        say("{done} of {total}", { done: stats.successful, total: prompts.length }),
        say("{spent} spent", { spent: money(stats.total_cost) }),
      ])
        await page.getByTestId("figures").getByText(words, { exact: true }).waitFor();
      for (const words of [
        say("{0, plural, one {# completed} other {# completed}}", { 0: stats.successful }),
        say("{0, plural, one {# cancelled} other {# cancelled}}", { 0: stats.cancelled }),
      ])
        await page.getByTestId("counts").getByText(words, { exact: true }).waitFor();
      await look();
      await end();
    },
  );
});
