import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser } from "../../../tools/testing/open-browser.ts";
import { accessible } from "./accessible.ts";
import { cutOff } from "./cut-off.ts";
import { buildLongerProduct, type LongerProduct } from "./longer-product.ts";
import { overlaps } from "./overlaps.ts";
import { plainWords } from "./plain-words.ts";
import { arrive, settled } from "./states/arrive.ts";
import { everyState } from "./states/every-state.ts";
import { type Stage, startStage } from "./states/stage/start-stage.ts";
import { typedWords } from "./states/stage/typed-words.ts";
import { type Say, wordsOf } from "./words.ts";

const narrow = { width: 320, height: 700 };
const wide = { width: 1280, height: 1000 };

inBrowser("every page in every state", () => {
  let stage: Stage;
  let browser: Browser;
  let french: Say;
  let longer: LongerProduct;

  beforeAll(async () => {
    // One after the other: the first server may have to build the pages too.
    stage = await startStage({ postgres: inject("postgres") });
    longer = await buildLongerProduct();
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
      const look = { language: "fr", say: french, options: { viewport: narrow } } as const;
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

  test.each(everyState("en"))(
    "W93, W94: in words 30 % longer nothing of $name is cut off or lies on something else, at 320 and 1280 pixels, and each word was given to the translators",
    async (state) => {
      const { say, putInto } = longer;
      const look = { language: "en", say, options: { viewport: wide }, prepare: putInto } as const;
      const { page, close } = await arrive(browser, stage, { state, look });
      expectNone(await plainWords(page, typedWords));
      for (const viewport of [wide, narrow]) {
        await page.setViewportSize(viewport);
        await settled(page);
        expectNone([...(await cutOff(page)), ...(await overlaps(page))]);
      }
      await close();
    },
  );
});

/** With all that was found in the message: what is seen once may be hard to come by again. */
function expectNone(found: string[]): void {
  expect(found, found.join("\n")).toEqual([]);
}
