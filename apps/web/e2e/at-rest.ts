import type { Page } from "playwright-core";

/** Waits until nothing fades, grows or moves any more, but what does so for ever. */
export async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (one) => one.playState !== "running" || one.effect?.getTiming().iterations === Infinity,
      ),
  );
}
