import type { Browser } from "playwright-core";
import { openPage } from "../../testing/open-browser.ts";
import type { Measure } from "./measure.ts";
import { probe, shiftOf } from "./page-probe.ts";

const mostShift = 0.02;
/** From the scroll to the last picture being there: nobody is to think that it hangs. */
const mostMs = 1000;

/** How long it takes from the first picture of very many to the last, by the scroll bar, and whether anything jumps. */
export async function measureScroll(
  browser: Browser,
  input: { url: string; results: number },
): Promise<Measure[]> {
  const { page, close } = await openPage(browser);
  try {
    await probe(page);
    page.setDefaultTimeout(60_000);
    await page.goto(input.url);
    await page.locator('[data-place="0"]').getByRole("img").waitFor();
    const startedMs = performance.now();
    await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)");
    await page
      .locator(`[data-place="${input.results - 1}"]`)
      .getByRole("img")
      .waitFor();
    const tookMs = performance.now() - startedMs;
    return [
      {
        name: `scrolled from the first to the last of ${input.results}`,
        value: tookMs,
        most: mostMs,
        unit: "ms",
      },
      {
        name: `layout shift of ${input.results}`,
        value: await shiftOf(page),
        most: mostShift,
        unit: "shift",
      },
    ];
  } finally {
    await close();
  }
}
