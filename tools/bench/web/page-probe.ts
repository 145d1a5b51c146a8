import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const inPage = fileURLToPath(new URL("in-page.js", import.meta.url));

/** Has the page note its interactions and shifts, from before its first script on. */
export const probe = (page: Page): Promise<unknown> => page.addInitScript({ path: inPage });

/** Durations of the interactions since the last call, in milliseconds; those under 16 Chromium does not tell. */
export const takeInteractions = (page: Page): Promise<number[]> =>
  page.evaluate<number[]>("takeInteractions()");

/** Waits until what the last input changed is painted; costs the page next to nothing. */
export const painted = (page: Page): Promise<unknown> =>
  page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))",
  );

/** The sum of all layout shifts that nobody asked for, as Chromium scores them. */
export const shiftOf = (page: Page): Promise<number> => page.evaluate<number>("seen.shift");
