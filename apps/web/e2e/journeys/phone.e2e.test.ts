import { readFile } from "node:fs/promises";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../../tools/testing/in-browser.ts";
import type { Bunch } from "../../../../tools/testing/start-bunch.ts";
import { startWithEmulator } from "../start-for-browser.ts";
import { languages, setOut } from "./set-out.ts";
import { paste } from "./start-batch.ts";
import { freeName, reviewName } from "../button-names.ts";

const prompts = ["a red fox", "a blue hare", "a green crow", "a white owl"];
const images = prompts.length;
const phone = { hasTouch: true, isMobile: true };
const windows: [string, BrowserContextOptions][] = [
  ["375 pixels wide", { ...phone, viewport: { width: 375, height: 812 } }],
  [
    "320 pixels wide, without motion",
    { ...phone, viewport: { width: 320, height: 640 }, reducedMotion: "reduce" },
  ],
  // 1280 × 1024 at 400 %.
  [
    "zoomed to 400 %, in the system's colours",
    { viewport: { width: 320, height: 256 }, forcedColors: "active" },
  ],
];
const ways = windows.flatMap(([window, options]) =>
  languages.map(([name, language]) => [window, name, language, options] as const),
);

inBrowser("on a small screen", () => {
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ bunch, browser, stop } = await startWithEmulator());
  });

  afterAll(async () => {
    await stop?.();
  });

  test.each(ways)(
    "W86: %s, the way from pasted prompts to a picture on disk is the same, nothing is cut off and nothing lies on what is pressed (%s)",
    async (_, __, language, options) => {
      const { page, say, arrive, look, end } = await setOut(browser, language, options);
      const press = async (name: string) => {
        const button = page.getByRole("button", { name, exact: true });
        // Where a finger comes first: a press that something else takes is none.
        await (options.hasTouch ? button.tap() : button.click());
      };
      const stands = async () => {
        await look();
        expect(await coveredBy(page), "what stands still leaves room to read").toBeLessThan(0.5);
        if (options.reducedMotion) expect(await moving(page)).toEqual([]);
      };
      await page.goto(`${bunch.url}/nano-banana`);
      const own = page.getByRole("button", { name: say("Write or paste your own prompts") });
      const configure = page.getByRole("heading", { level: 1, name: say("Configure") });
      await own.or(configure).waitFor();
      await stands();
      if (await own.isVisible()) await press(say("Write or paste your own prompts"));
      await paste(page.getByRole("textbox", { name: say("Prompts") }), prompts.join("\n\n"));
      await press(say("No key at hand? Use the simulator"));
      await stands();
      await press(reviewName(say, images));
      await arrive("Review");
      await stands();
      await press(freeName(say, images));
      await arrive("Processing");
      await page.getByTestId("figures").waitFor();
      await stands();
      await arrive("Results");
      await stands();
      const all = page.getByRole("link", { name: say("View All Results") });
      await (options.hasTouch ? all.tap() : all.click());
      const tile = page.getByRole("link", {
        name: say("Open picture {number}", { number: "1" }),
        exact: true,
      });
      await tile.getByRole("img").waitFor();
      await stands();
      await (options.hasTouch ? tile.tap() : tile.click());
      const large = page.getByRole("dialog", { name: say("Picture {number}", { number: "1" }) });
      const way = large.getByRole("link", { name: say("Download") });
      await way.waitFor();
      await stands();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        options.hasTouch ? way.tap() : way.click(),
      ]);
      const { format } = await sharp(await readFile(await download.path())).metadata();
      expect(format).toBe("png");
      await end();
    },
  );
});

/** How much of the window is taken by what does not scroll with the page. */
function coveredBy(page: Page): Promise<number> {
  return page.evaluate(() => {
    if (document.querySelector("[role=dialog]")) return 0;
    const { innerHeight } = window;
    let covered = 0;
    for (const element of document.querySelectorAll("body *")) {
      const { position } = getComputedStyle(element);
      if (position !== "fixed" && position !== "sticky") continue;
      const { top, bottom } = element.getBoundingClientRect();
      covered += Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
    }
    return covered / innerHeight;
  });
}

/** What still moves by itself. */
function moving(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ playState }) => playState === "running")
      .map(({ effect }) => (effect as KeyframeEffect | null)?.target?.className ?? ""),
  );
}
