import type { Emulator } from "@bunch/emulator/start-emulator";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../../tools/testing/in-browser.ts";
import type { Bunch } from "../../../../tools/testing/start-bunch.ts";
import { until } from "../../../../tools/testing/until.ts";
import { startWithEmulator } from "../start-for-browser.ts";
import { languages, setOut } from "./set-out.ts";
import { startBatch } from "./start-batch.ts";

/** A hundred, of which ten fail; six of those do better when they are tried again. */
const prompts = Array.from({ length: 100 }, (_, index) => {
  const words = `a fox in the snow, number ${index + 1}`;
  if (index % 25 === 3) return `${words} [[safety]]`;
  if (index % 33 === 7) return `${words} [[internal_500*3,ok]]`;
  if (index % 33 === 11) return `${words} [[no_image*3,ok]]`;
  return words;
});
const counts = { refused: 4, broken: 3, wordless: 3 };

inBrowser("a batch of which some fail", () => {
  let bunch: Bunch;
  let browser: Browser;
  let emulator: Emulator;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ bunch, browser, emulator, stop } = await startWithEmulator());
  });

  afterAll(async () => {
    await stop?.();
  });

  test.each(languages)(
    "W81: of a hundred pictures some fail: the figures add up, each says why in plain words, and trying again tells its price first (%s)",
    async (_, language) => {
      emulator.reset();
      const journey = await setOut(browser, language);
      const { page, say, money, arrive, look, end } = journey;
      const id = await startBatch(journey, { url: bunch.url, prompts });
      const stats = async () => (await bunch.client.getExecution(id)).stats;
      const figures = page.getByTestId("figures");
      const failed = counts.refused + counts.broken + counts.wordless;
      const drawn = prompts.length - failed;

      /** What the last step says, and what the provider charges, is what the server says. */
      const addUp = async (successful: number) => {
        const { total_cost: cost, ...rest } = await stats();
        expect(rest).toMatchObject({ successful, failed: 100 - successful, possible_cost: 0 });
        const results = (await bunch.client.listResults(id)).data;
        const micros = results.reduce((sum, one) => sum + Math.round((one.api_cost ?? 0) * 1e6), 0);
        expect(micros).toBe(emulator.bill().costMicros);
        expect(cost).toBe(Math.round(micros / 1e4) / 100);
        for (const words of [
          say("{done} of {total}", { done: successful, total: 100 }),
          say("{failed, plural, one {# did not come out} other {# did not come out}}", {
            failed: 100 - successful,
          }),
          say("{spent} spent", { spent: money(cost) }),
        ])
          await figures.getByText(words, { exact: true }).waitFor();
      };
      await page.waitForURL(/done$/, { timeout: 60_000 });
      await arrive("Results");
      await addUp(drawn);
      const counted = page.getByTestId("counts");
      for (const words of [
        say("{0, plural, one {# completed} other {# completed}}", { 0: drawn }),
        say("{0, plural, one {# refused} other {# refused}}", { 0: counts.refused }),
        say("{0, plural, one {# failed} other {# failed}}", { 0: failed - counts.refused }),
      ])
        await counted.getByText(words, { exact: true }).waitFor();

      await page.getByRole("link", { name: say("View All Results") }).click();
      await page.getByRole("button", { name: new RegExp(`^${say("Failed")}`) }).click();
      await until(
        "the failed ones are shown",
        async () => (await page.getByRole("gridcell").count()) === failed,
      );
      for (const [words, count] of [
        ["The model will not draw this prompt. Change its words.", counts.refused],
        ["Google had a fault, several times in a row. Try again a little later.", counts.broken],
        ["The model answered in words only. It often works the second time.", counts.wordless],
      ] as const)
        await until(
          `${count} say: ${words}`,
          async () => (await page.getByText(say(words)).count()) === count,
        );
      await look();

      const { estimated_cost: estimate } = await bunch.client.getExecution(id);
      const price = money(failed * estimate.costPerImage);
      const calls = emulator.calls().length;
      await page
        .getByRole("button", {
          name: say(
            "{failed, plural, one {Retry # failed — about {price}} other {Retry # failed — about {price}}}",
            { failed, price },
          ),
          exact: true,
        })
        .click();
      await page.waitForURL(/done$/, { timeout: 60_000 });
      await arrive("Results");
      await addUp(prompts.length - counts.refused);
      // What was there is not drawn once more.
      expect(emulator.calls().length - calls).toBe(failed);
      await end();
    },
  );
});
