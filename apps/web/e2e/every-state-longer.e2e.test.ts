import type { Browser } from "playwright-core";
import { afterAll, beforeAll, inject, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser } from "../../../tools/testing/open-browser.ts";
import { cutOff } from "./cut-off.ts";
import { expectNone } from "./expect-none.ts";
import { buildLongerProduct, type LongerProduct } from "./longer-product.ts";
import { overlaps } from "./overlaps.ts";
import { plainWords } from "./plain-words.ts";
import { arrive, settled } from "./states/arrive.ts";
import { everyState } from "./states/every-state.ts";
import { type Stage, startStage } from "./states/stage/start-stage.ts";
import { typedWords } from "./states/stage/typed-words.ts";

const narrow = { width: 320, height: 700 };
const wide = { width: 1280, height: 1000 };

inBrowser("every page in every state, in longer words", () => {
  let stage: Stage;
  let browser: Browser;
  let longer: LongerProduct;

  beforeAll(async () => {
    // One after the other: the first server may have to build the pages too.
    stage = await startStage({ postgres: inject("postgres") });
    longer = await buildLongerProduct();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.stop();
  });

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
