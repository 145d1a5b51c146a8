import { readFile } from "node:fs/promises";
import { readPictureMetadata } from "@bunch/contracts/metadata/read-picture-metadata";
import { withoutMetadata } from "@bunch/contracts/metadata/without-metadata";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openPage } from "../../../tools/testing/open-browser.ts";
import { readZip } from "../../../tools/testing/read-zip.ts";
import type { Bunch } from "../../../tools/testing/start-bunch.ts";
import { until } from "../../../tools/testing/until.ts";
import { accessible } from "./accessible.ts";
import { startWithEmulator } from "./start-for-browser.ts";
import { wordsOf } from "./words.ts";

const prompt = { en: "a red fox in snow", fr: "un renard roux dans la neige, « été » à Nîmes 狐" };

inBrowser("prompt and settings in the pictures' files", () => {
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ bunch, browser, stop } = await startWithEmulator());
  });
  afterAll(async () => {
    await stop?.();
  });

  async function drawn(prompts: string[]): Promise<string> {
    const form = new FormData();
    form.set("prompts", JSON.stringify(prompts));
    form.set("model", "simulator");
    form.set("aspect_ratio", "16:9");
    form.set("seed", "4217");
    const { execution_id: id } = await bunch.client.execute(form, crypto.randomUUID());
    await until(
      "the batch is drawn",
      async () => (await bunch.client.listResults(id)).data.every((one) => one.thumbhash !== null),
      // Its copies are made at the lowest rank of all that runs.
      { withinMs: 150_000 },
    );
    return id;
  }

  async function saved(page: Page, press: () => Promise<unknown>) {
    const coming = page.waitForEvent("download");
    await press();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  test.each(["en", "fr"] as const)(
    "W98, W99: a picture is saved with its prompt and settings and dropped on the wizard, where they come back and are undone (%s)",
    async (language) => {
      const say = await wordsOf(language);
      const id = await drawn([prompt[language], "another"]);
      const { page, errors, close } = await openPage(browser, { locale: language });
      await page.goto(`${bunch.url}/nano-banana/executions/${id}?picture=0`);
      const lightbox = page.getByRole("dialog");
      const download = () =>
        lightbox.getByRole("link", { name: say("Download"), exact: true }).click();
      const plain = await saved(page, download);
      expect(readPictureMetadata(plain.bytes)).toBeNull();
      await lightbox.getByLabel(say("With prompt and settings")).check();
      await accessible(page);
      const told = await saved(page, download);
      expect(told.name).toBe(plain.name);
      expect(readPictureMetadata(told.bytes)).toMatchObject({ prompt: prompt[language] });
      expect(Buffer.from(withoutMetadata(told.bytes)!).equals(plain.bytes)).toBe(true);

      await page.goto(`${bunch.url}/nano-banana`);
      const field = page.getByRole("textbox", { name: say("Prompts") });
      await field.waitFor();
      await field.fill("a hare");
      await page.getByRole("button", { name: "1:1", exact: true }).click();
      await drop(page, told);
      const question = page.getByRole("dialog", { name: say("This picture carries its prompt") });
      await question.getByText(prompt[language]).waitFor();
      await accessible(page);
      await question.getByRole("button", { name: say("Use prompt and settings") }).click();
      const back = page.getByText(
        say("Prompt and settings of {name} are back.", { name: told.name }),
      );
      await back.waitFor();
      await accessible(page);
      expect(await field.inputValue()).toBe(`a hare\n\n${prompt[language]}`);
      expect(await page.getByRole("radio", { name: say("Simulator") }).isChecked()).toBe(true);
      const seed = page.getByRole("textbox", { name: say("Seed") });
      await page.getByText(say("Seed"), { exact: true }).click();
      expect(await seed.inputValue()).toBe("4217");
      const wide = page.getByRole("button", { name: "16:9", exact: true });
      expect(await wide.getAttribute("aria-pressed")).toBe("true");
      await page.getByRole("button", { name: say("Undo") }).click();
      await back.waitFor({ state: "detached" });
      expect(await field.inputValue()).toBe("a hare");
      expect(await wide.getAttribute("aria-pressed")).toBe("false");
      // The model of before takes none; what was typed for one that does is as it was, too.
      expect(await seed.count()).toBe(0);
      await page.getByRole("radio", { name: say("Simulator") }).check();
      await page.getByText(say("Seed"), { exact: true }).click();
      expect(await seed.inputValue()).toBe("");

      // Or it becomes a reference; one that says nothing becomes one without a question.
      await drop(page, told);
      await question.getByRole("button", { name: say("Use as reference") }).click();
      const remove = (number: number) =>
        page.getByRole("button", { name: say("Remove reference {number}", { number }) });
      await remove(1).waitFor();
      await drop(page, plain);
      await remove(2).waitFor();
      expect(await page.getByRole("dialog").count()).toBe(0);
      expect(await field.inputValue()).toBe("a hare");
      expect(errors).toEqual([]);
      await close();
    },
    300_000,
  );

  test("W98: ticked once it holds for the ZIPs of all and of some, whose size is told with it, and for those saved one by one", async () => {
    const id = await drawn(["a red fox", "a blue hare", "an owl"]);
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/executions/${id}`);
    const box = page.getByLabel("With prompt and settings in the files");
    await box.check();
    const all = page.getByRole("button", { name: /^Download all \(ZIP, \d/ });
    await all.waitFor();
    const promptsIn = async (bytes: Buffer) =>
      [...(await readZip(bytes)).values()]
        .slice(0, -2)
        .map((one) => readPictureMetadata(one)?.prompt);
    expect(await promptsIn((await saved(page, () => all.click())).bytes)).toEqual([
      "a red fox",
      "a blue hare",
      "an owl",
    ]);
    const pick = (slot: number) =>
      page
        .locator(`[data-place="${slot}"]`)
        .getByRole("button", { name: /^Select picture/ })
        .click();
    await pick(0);
    await pick(2);
    const bar = page.getByRole("region", { name: "Selected pictures" });
    expect(await bar.getByLabel("With prompt and settings").isChecked()).toBe(true);
    await accessible(page);
    const zip = await saved(page, () => bar.getByRole("button", { name: /^ZIP, \d/ }).click());
    expect(await promptsIn(zip.bytes)).toEqual(["a red fox", "an owl"]);
    const one = page.getByRole("link", { name: "Download picture 2", exact: true });
    const { bytes } = await saved(page, () => one.click());
    expect(readPictureMetadata(bytes)?.prompt).toBe("a blue hare");
    await bar.getByLabel("With prompt and settings").uncheck();
    expect(await box.isChecked()).toBe(false);
    const downloads: Buffer[] = [];
    page.on(
      "download",
      (download) => void download.path().then(async (path) => downloads.push(await readFile(path))),
    );
    await bar.getByRole("button", { name: "Download 2" }).click();
    await until("both are saved", () => downloads.length === 2);
    expect(downloads.map((each) => readPictureMetadata(each))).toEqual([null, null]);
    expect(errors).toEqual([]);
    await close();
  }, 300_000);

  test("W99: dropped on the welcome it opens the form and is asked about", async () => {
    const id = await drawn(["a red fox"]);
    const told = await fetch(bunch.client.pictureWithMetadata(id, 0));
    const bytes = Buffer.from(await told.arrayBuffer());
    const { page, errors, close } = await openPage(browser);
    // As somebody who has no batch yet.
    await page.route("**/api/executions?limit=1", (route) =>
      route.fulfill({ json: { success: true, data: [], next_cursor: null } }),
    );
    await page.goto(`${bunch.url}/nano-banana`);
    await page.getByRole("button", { name: "Write or paste your own prompts" }).waitFor();
    await drop(page, { name: "fox.png", bytes });
    await page.getByRole("button", { name: "Use prompt and settings" }).click();
    const field = page.getByRole("textbox", { name: "Prompts" });
    await until("the prompt is back", async () => (await field.inputValue()) === "a red fox");
    expect(errors).toEqual([]);
    await close();
  }, 300_000);
});

/** What a browser tells a page when a file is dropped on it. */
function drop(page: Page, file: { name: string; bytes: Buffer }): Promise<void> {
  return page.evaluate(
    ({ name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], name, { type: "image/png" }));
      document.body.dispatchEvent(
        new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }),
      );
    },
    { name: file.name, base64: file.bytes.toString("base64") },
  );
}
