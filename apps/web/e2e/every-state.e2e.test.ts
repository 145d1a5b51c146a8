import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, inject, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser } from "../../../tools/testing/open-browser.ts";
import { accessible } from "./accessible.ts";
import { cutOff } from "./cut-off.ts";
import { expectNone } from "./expect-none.ts";
import { arrive, settled } from "./states/arrive.ts";
import { everyState } from "./states/every-state.ts";
import { type Stage, startStage } from "./states/stage/start-stage.ts";
import { type Say, wordsOf } from "./words.ts";

const narrow = { width: 320, height: 700 };
const wide = { width: 1280, height: 1000 };

/** What the models are called comes after all else, as it may from a server that is far away. */
async function lateNames(page: Page): Promise<void> {
  await page.route("**/api/models", async (route) => {
    await wait(250);
    await route.fallback();
  });
}

inBrowser("every page in every state", () => {
  let stage: Stage;
  let browser: Browser;
  let french: Say;

  beforeAll(async () => {
    stage = await startStage({ postgres: inject("postgres") });
    french = await wordsOf("fr");
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.stop();
  });

  test.each(everyState("fr"))(
    "W90, W91, W92: $name is accessible in light and dark, jumps nowhere on the way, has no error and is not cut off in French at 320 pixels",
    async (state) => {
      const look = {
        language: "fr",
        say: french,
        options: { viewport: narrow },
        prepare: lateNames,
      } as const;
      const { page, errors, shifts, close } = await arrive(browser, stage, { state, look });
      expectNone(await shifts.jumps());
      expectNone(await cutOff(page));
      await accessible(page);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.setViewportSize(wide);
      await settled(page);
      await accessible(page);
      expectNone(await cutOff(page));
      expectNone(errors.filter((error) => state.refusal?.test(error) !== true));
      await close();
    },
  );
});
