import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../../tools/testing/in-browser.ts";
import type { Bunch } from "../../../../tools/testing/start-bunch.ts";
import { startWithEmulator } from "../start-for-browser.ts";
import { focusIsOn, goTo } from "./by-keyboard.ts";
import { languages, setOut } from "./set-out.ts";
import { freeName, reviewName } from "../button-names.ts";

const prompts = ["a red fox", "a blue hare", "a green crow"];
const images = prompts.length;

inBrowser("without a mouse", () => {
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
    "W85: by keyboard alone the way goes from an empty page to a picture on disk, the focus is seen at each stop and begins each step at its heading (%s)",
    async (_, language) => {
      // Whoever has made a batch is greeted no more.
      for (const { id } of (await bunch.client.listExecutions()).data)
        await bunch.client.remove(id);
      const { page, say, arrive, end } = await setOut(browser, language);
      const press = (key: string) => page.keyboard.press(key);
      const button = (name: string) => page.getByRole("button", { name, exact: true });
      /** A new step begins at its heading, wherever the focus was. */
      const begins = async (heading: string) => {
        await arrive(heading);
        await focusIsOn(page.getByRole("heading", { level: 1, name: say(heading) }));
      };
      await page.goto(bunch.url);
      await arrive("A whole bunch of pictures, in one go.");
      await goTo(button(say("Write or paste your own prompts")));
      await press("Enter");
      await arrive("Configure");
      await focusIsOn(page.getByRole("textbox", { name: say("Prompts") }));
      for (const [index, prompt] of prompts.entries()) {
        if (index > 0) for (const key of ["Enter", "Enter"]) await press(key);
        await page.keyboard.type(prompt);
      }
      await goTo(button(say("No key at hand? Use the simulator")));
      await press("Enter");
      await focusIsOn(page.locator("#who-pays"));
      const models = page.getByRole("radiogroup", { name: say("Model") });
      const simulator = models.getByRole("radio", { checked: true });
      await goTo(simulator);
      await press("ArrowUp");
      await page.getByRole("textbox", { name: say("Gemini key") }).waitFor();
      await press("ArrowDown");
      await page.getByText(say("The simulator needs no key and costs nothing.")).waitFor();
      await focusIsOn(simulator);
      await goTo(button(reviewName(say, images)));
      await press("Enter");
      await begins("Review");
      await goTo(button(freeName(say, images)));
      await press("Space");
      await begins("Processing");
      await begins("Results");
      await goTo(page.getByRole("link", { name: say("View All Results") }));
      await press("Enter");
      const tile = (number: string) =>
        page.getByRole("link", { name: say("Open picture {number}", { number }), exact: true });
      await tile("1").getByRole("img").waitFor();
      await focusIsOn(page.getByRole("heading", { level: 1 }));
      await goTo(tile("1"));
      await press("ArrowRight");
      await focusIsOn(tile("2"));
      await press("Enter");
      const large = page.getByRole("dialog", { name: say("Picture {number}", { number: "2" }) });
      await focusIsOn(large.getByRole("button", { name: say("Close"), exact: true }));
      const way = large.getByRole("link", { name: say("Download") });
      await goTo(way);
      const [download] = await Promise.all([page.waitForEvent("download"), press("Enter")]);
      const { format } = await sharp(await readFile(await download.path())).metadata();
      expect(format).toBe("png");
      await press("Escape");
      await large.waitFor({ state: "detached" });
      await focusIsOn(tile("2"));
      await end();
    },
  );
});
