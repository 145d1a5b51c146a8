import { readFile } from "node:fs/promises";
import type { Browser, Download, Locator, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../../tools/testing/in-browser.ts";
import { readZip } from "../../../../tools/testing/read-zip.ts";
import type { Bunch } from "../../../../tools/testing/start-bunch.ts";
import { startWithEmulator } from "../start-for-browser.ts";
import { languages, setOut } from "./set-out.ts";
import { batchOn } from "./start-batch.ts";
import { freeName, reviewName } from "../button-names.ts";

/** As many as the example of product pictures has. */
const images = 12;

inBrowser("a first visit", () => {
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ bunch, browser, stop } = await startWithEmulator());
  });

  afterAll(async () => {
    await stop?.();
  });

  test.each(languages)(
    "W80: who comes for the first time is greeted, tries the example for nothing, and has real pictures on their own disk in the end (%s)",
    async (_, language) => {
      // Whoever has made a batch is greeted no more.
      for (const { id } of (await bunch.client.listExecutions()).data)
        await bunch.client.remove(id);
      const { page, say, arrive, look, end } = await setOut(browser, language);
      await page.goto(bunch.url);
      await arrive("A whole bunch of pictures, in one go.");
      await look();
      await page.getByRole("button", { name: say("Try it with the simulator, free") }).click();
      await arrive("Configure");
      await look();
      await page
        .getByRole("button", {
          name: reviewName(say, images),
        })
        .click();
      await arrive("Review");
      await look();
      await page.getByText(say("nothing"), { exact: true }).waitFor();
      await page
        .getByRole("button", {
          name: freeName(say, images),
        })
        .click();
      await arrive("Processing");
      await page.getByTestId("figures").waitFor();
      await look();
      await page
        .getByTestId("figures")
        .getByText(say("{done} of {total}", { done: images, total: images }))
        .waitFor({ timeout: 60_000 });
      await arrive("Results");
      await look();
      await page.getByRole("link", { name: say("View All Results") }).click();
      const tile = page.getByRole("link", {
        name: say("Open picture {number}", { number: "1" }),
        exact: true,
      });
      await tile.getByRole("img").waitFor();
      await look();

      await tile.click();
      const large = page.getByRole("dialog", { name: say("Picture {number}", { number: "1" }) });
      const way = large.getByRole("link", { name: say("Download") });
      await way.waitFor();
      await look();
      const picture = await download(page, way);
      expect(picture.suggestedFilename()).toMatch(/\.png$/);
      const bytes = await readFile(await picture.path());
      const id = batchOn(page.url());
      const results = (await bunch.client.listResults(id)).data;
      const address = results[0]?.result_url ?? "";
      expect(bytes.equals(Buffer.from(await (await fetch(address)).arrayBuffer()))).toBe(true);
      const { format, width, height } = await sharp(bytes).metadata();
      expect({ format, width, height }).toEqual({
        format: "png",
        width: results[0]?.width,
        height: results[0]?.height,
      });
      // Of one colour it would be a file, but no picture.
      expect((await sharp(bytes).stats()).entropy).toBeGreaterThan(1);

      await page.keyboard.press("Escape");
      await large.waitFor({ state: "detached" });
      const all = say("Download all ({what})", { what: "ZIP, " }).slice(0, -1);
      const zip = await download(page, page.getByRole("button", { name: all }));
      const files = await readZip(await readFile(await zip.path()));
      const pictures = [...files.keys()].filter((name) => name.endsWith(".png"));
      expect(pictures).toHaveLength(images);
      expect([...files.values()].some((file) => file.equals(bytes))).toBe(true);
      await end();
    },
  );
});

/** Presses what downloads, as a person does. */
async function download(page: Page, way: Locator): Promise<Download> {
  const [started] = await Promise.all([page.waitForEvent("download"), way.click()]);
  return started;
}
