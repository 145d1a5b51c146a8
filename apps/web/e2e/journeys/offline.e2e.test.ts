import type { Emulator } from "@bunch/emulator/start-emulator";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../../tools/testing/in-browser.ts";
import type { Bunch } from "../../../../tools/testing/start-bunch.ts";
import { until } from "../../../../tools/testing/until.ts";
import { startWithEmulator } from "../start-for-browser.ts";
import { languages, setOut } from "./set-out.ts";
import { batchOn, configureBatch, generateButton } from "./start-batch.ts";

const prompts = Array.from({ length: 24 }, (_, index) => `a crow on a wire, number ${index + 1}`);

inBrowser("a network that comes and goes", () => {
  let emulator: Emulator;
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ bunch, browser, emulator, stop } = await startWithEmulator({ latencyMs: 900, slots: 3 }));
  });
  afterAll(async () => {
    await stop?.();
  });

  test.each(languages)(
    "W84: without a network a start says so and keeps what was typed, one batch is started in the end, and what runs is told as soon as the network is back (%s)",
    async (_, language) => {
      const before = (await bunch.client.listExecutions()).data.length;
      const begun = async () => (await bunch.client.listExecutions()).data.length - before;
      const journey = await setOut(browser, language);
      const { page, say, arrive, look, end } = journey;
      const context = page.context();
      await configureBatch(journey, { url: bunch.url, prompts });
      const generate = generateButton(journey, prompts.length);
      const refused = page
        .getByRole("alert")
        .getByText(
          say(
            "The server does not answer. See that it runs and that you are online, then try again.",
          ),
        );
      // What is told may take its room, however long it took to know it.
      const tryInVain = () =>
        journey.makeRoom(async () => {
          await generate.click();
          await refused.waitFor();
        });
      await context.setOffline(true);
      await tryInVain();
      await look();
      expect(await begun()).toBe(0);
      await page
        .getByRole("link", { name: new RegExp(`^${say("Change")}`) })
        .first()
        .click();
      await arrive("Configure");
      expect(await page.getByRole("textbox", { name: say("Prompts") }).inputValue()).toBe(
        prompts.join("\n\n"),
      );
      await page.goBack();
      await arrive("Review");
      await context.setOffline(false);
      // The worst moment: the server has begun it, and its answer is lost.
      await page.route("**/execute", async (route) => {
        await route.fetch();
        await route.abort("internetdisconnected");
      });
      await tryInVain();
      expect(await begun()).toBe(1);
      await page.unroute("**/execute");
      await generate.dblclick();
      await arrive("Processing");
      expect(await begun()).toBe(1);

      const id = batchOn(page.url());
      const done = async () => (await bunch.client.getExecution(id)).stats.successful;
      const figures = page.getByTestId("figures");
      await page.locator("main img").first().waitFor();
      await context.setOffline(true);
      const offline = page.getByText(say("You are offline."), { exact: true });
      await offline.waitFor();
      await look();
      const missed = await done();
      await until(
        "pictures come that this page hears nothing of",
        async () => (await done()) > missed + 5,
      );
      await offline.waitFor();
      await context.setOffline(false);
      await offline.waitFor({ state: "detached" });
      await page.waitForURL(/done$/, { timeout: 60_000 });
      await arrive("Results");
      await figures
        .getByText(say("{done} of {total}", { done: prompts.length, total: prompts.length }))
        .waitFor();
      await until("every picture is there", () =>
        page.locator("main img").evaluateAll(
          (images: HTMLImageElement[], count) =>
            images.length === count &&
            images.every((image) => {
              // Only those that are looked at are fetched.
              image.scrollIntoView({ block: "nearest" });
              return image.complete && image.naturalWidth > 0;
            }),
          prompts.length,
        ),
      );
      expect(await begun()).toBe(1);
      expect(emulator.calls()).toHaveLength(prompts.length * (before + 1));
      await end({ caused: /ERR_INTERNET_DISCONNECTED/ });
    },
  );
});
