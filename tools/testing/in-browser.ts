import { describe } from "vitest";
import { chromiumPath } from "./open-browser.ts";

if (!chromiumPath)
  console.warn("The tests in the browser were left out: no Chromium (apt-get install chromium).");

/** Groups tests in a browser: without one they are left out, in CI they fail. */
export const inBrowser = describe.skipIf(!chromiumPath && process.env["CI"] === undefined);
