import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import sharp, { type Sharp } from "sharp";
import { build, preview, type PreviewServer } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { accessible } from "./accessible.ts";
import { cutOff } from "./cut-off.ts";

inBrowser("the page of pieces", () => {
  let server: PreviewServer;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    const outDir = await makeTestFolder();
    const configFile = fileURLToPath(new URL("../pieces/vite.config.ts", import.meta.url));
    const common = { configFile, logLevel: "error" as const };
    await build({ ...common, build: { outDir, emptyOutDir: true } });
    server = await preview({
      ...common,
      build: { outDir },
      preview: { port: 0, host: "127.0.0.1" },
    });
    url = server.resolvedUrls?.local[0] ?? "";
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("W70: each state of each piece draws something, in light and dark, and stays where it is once all has come", async () => {
    const { page, errors, close } = await openPage(browser);
    for (const scheme of ["light", "dark"]) {
      await show(page, `?scheme=${scheme}`);
      const before = await places(page);
      expect(before.length).toBeGreaterThan(80);
      const { data, info } = await sharp(
        await page.screenshot({ fullPage: true, animations: "disabled" }),
      )
        .raw()
        .toBuffer({ resolveWithObject: true });
      const empty = [];
      for (const { story, ...place } of before) {
        if (!(await isEmpty(sharp(data, { raw: info }).extract(place)))) continue;
        // A long list draws what is near the window alone.
        const alone = await page.locator(`[data-story="${story}"]`).screenshot();
        if (await isEmpty(sharp(alone))) empty.push(story);
      }
      expect(empty).toEqual([]);
      await page.evaluate("window.scrollTo(0, 0)");
      expect(await places(page)).toEqual(before);
    }
    expect(withoutGone(errors)).toEqual([]);
    await close();
  });

  test("W70: axe finds nothing in any state of any piece, in light, in dark and in forced colours", async () => {
    const { page, close } = await openPage(browser);
    for (const look of ["?scheme=light", "?scheme=dark", "?language=fr"]) {
      await show(page, look);
      await accessible(page);
    }
    await page.emulateMedia({ forcedColors: "active" });
    await show(page, "");
    await accessible(page);
    await page.emulateMedia({ forcedColors: "none" });
    for (const address of await overPage(page)) {
      for (const scheme of ["light", "dark"]) {
        await page.goto(`${url}${address}&scheme=${scheme}`);
        await page.getByRole("dialog").waitFor();
        await accessible(page);
      }
    }
    await close();
  });

  test("W70: no piece is cut off or leaves its box at 1280 or 320 pixels, in English, French and words 30 % longer", async () => {
    for (const width of [1280, 320]) {
      const { page, close } = await openPage(browser, { viewport: { width, height: 900 } });
      for (const language of ["en", "fr", "pseudo"]) {
        await show(page, `?language=${language}`);
        expect(await cutOff(page), `${language} at ${width}`).toEqual([]);
        for (const address of await overPage(page)) {
          await page.goto(`${url}${address}&language=${language}`);
          await page.getByRole("dialog").waitFor();
          expect(await cutOff(page), `${address} in ${language} at ${width}`).toEqual([]);
        }
      }
      await close();
    }
  });

  test("W72: a great number stands on one line, however narrow its card is", async () => {
    for (const width of [1280, 500, 320]) {
      const { page, close } = await openPage(browser, { viewport: { width, height: 900 } });
      for (const language of ["en", "fr", "pseudo"]) {
        await show(page, `?language=${language}`);
        const lines = await page
          .locator('[data-story="figures/great numbers"] dl')
          .evaluate((list) =>
            [...list.querySelectorAll("dt + dd")].map((value) => {
              const range = document.createRange();
              range.selectNodeContents(value);
              return range.getClientRects().length;
            }),
          );
        expect(lines, `${language} at ${width}`).toEqual([1, 1, 1, 1]);
      }
      await close();
    }
  });

  test("W73: what is not to be pressed now does not look as if it were", async () => {
    const { page, close } = await openPage(browser);
    await show(page, "");
    for (const state of ["not now", "disabled"]) {
      const button = page.locator(`[data-story="text-button/${state}"] button`);
      await button.hover({ force: true });
      expect(
        await button.evaluate((one) => {
          const { cursor, textDecorationLine } = getComputedStyle(one);
          return { cursor, textDecorationLine };
        }),
      ).toEqual({ cursor: "not-allowed", textDecorationLine: "none" });
    }
    await close();
  });

  test("W70: what is cut off, leaves its box or widens the page is found", async () => {
    const { page, close } = await openPage(browser, { viewport: { width: 320, height: 900 } });
    await page.setContent(`
      <p style="width: 60px">Incomprehensible</p>
      <button style="width: 40px; overflow: hidden; white-space: nowrap">Download all</button>
      <p style="width: 60px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap">Dots without</p>
      <p title="Dots and a title" style="width: 60px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap">Dots and a title</p>
      <p style="height: 10px; overflow: hidden">Too high by half a line</p>
      <p>As it should be</p>
      <div style="width: 400px">Wide</div>`);
    expect(await cutOff(page)).toEqual([
      expect.stringMatching(/^the page is \d+ wide in a window of 320$/),
      expect.stringMatching(/^“Incomprehensible” leaves p/),
      expect.stringMatching(/^“Download all” is cut off/),
      expect.stringMatching(/^“Dots without” is cut off/),
      expect.stringMatching(/^“Too high by half a line” is cut off/),
    ]);
    await close();
  });

  async function show(page: Page, look: string): Promise<void> {
    await page.goto(`${url}${look}`);
    await page.getByRole("heading", { name: "Pieces" }).waitFor();
    await page.evaluate("document.fonts.ready.then(() => undefined)");
    // The code of a long list comes by itself; one below the window has no rows yet, only what they will stand in.
    await page.waitForFunction(() =>
      [...document.querySelectorAll("div[role=list]")].every((one) =>
        one.querySelector("[role=presentation], [role=listitem]"),
      ),
    );
    // The picture that is gone has been replaced, and all others have come: those below the window too.
    await page.evaluate(() => {
      for (const one of document.images) one.loading = "eager";
    });
    await page.waitForFunction(() =>
      [...document.images].every((one) => one.complete || one.src.endsWith("/never-there.png")),
    );
  }

  /** The addresses of what lies over the page, told by what the page itself does not draw. */
  function overPage(page: Page): Promise<string[]> {
    return page
      .goto(url)
      .then(() => page.getByRole("heading", { name: "Pieces" }).waitFor())
      .then(() =>
        page.evaluate(() =>
          [...document.querySelectorAll("section a[href*='story=']")]
            .filter((link) => !link.closest("div")?.querySelector("[data-story]"))
            .map(
              (link) =>
                `?story=${new URLSearchParams(link.getAttribute("href") ?? "").get("story")}`,
            ),
        ),
      );
  }
});

function places(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("[data-story]")].map((one) => {
      const box = one.getBoundingClientRect();
      return {
        story: one.getAttribute("data-story"),
        left: Math.round(box.left + scrollX),
        top: Math.round(box.top + scrollY),
        width: Math.floor(box.width),
        height: Math.floor(box.height),
      };
    }),
  );
}

/** All of one colour. */
async function isEmpty(picture: Sharp): Promise<boolean> {
  const { channels } = await sharp(await picture.png({ compressionLevel: 0 }).toBuffer()).stats();
  return channels.every(({ max, min }) => max - min < 8);
}

/** One story is of a copy that is gone. */
function withoutGone(errors: string[]): string[] {
  return errors.filter((error) => !error.includes("404"));
}
