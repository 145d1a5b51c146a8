import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { accessible } from "./accessible.ts";

const good = [
  "Texte;Format;Taille;Images;Référence;Nom;SKU",
  "un renard roux, de face;16:09;;;;renard;1",
  "un lièvre bleu;;;2;aucune;;2",
  "un ours;;;;;;3",
].join("\r\n");
const bad = ["prompt,ratio,pictures", "a fox,7:5,9", ",1:1,1", "a hare,1:1,1"].join("\n");

inBrowser("a list of prompts in the web page", () => {
  let bunch: Bunch;
  let browser: Browser;

  beforeAll(async () => {
    bunch = await startBunch({ dataDir: await makeTestFolder(), buildWeb: true });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await bunch?.stop();
  });

  test("W50: a CSV as French Excel saves it is looked at, taken, priced and drawn row by row; a mark goes with one press", async () => {
    const { page, errors, close } = await openPage(browser);
    // Dropped on the welcome, a list opens the form with what it holds.
    await page.goto(`${bunch.url}/nano-banana`);
    await page.getByRole("button", { name: "Write or paste your own prompts" }).waitFor();
    await drag(page, "drop", good);
    await page.getByRole("button", { name: "Take 4 prompts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { level: 1, name: "Configure" }).waitFor();
    await page.getByRole("radio", { name: /Simulator/ }).check();
    await choose(page, "liste.csv", Buffer.from(good, "latin1"));
    const dialog = page.getByRole("dialog", { name: "Import liste.csv" });
    await dialog.getByText("4 prompts · 3 with settings of their own").waitFor();
    await dialog.getByText("16:9 · renard").waitFor();
    await dialog.getByText("The column SKU means nothing here and is left out.").waitFor();
    await accessible(page);
    await shot(page, "preview");
    await dialog.getByRole("button", { name: "Take 4 prompts" }).click();
    await dialog.waitFor({ state: "detached" });
    const field = page.getByRole("textbox", { name: "Prompts" });
    expect(await field.inputValue()).toBe(
      "un renard roux, de face\n\nun lièvre bleu\n\nun lièvre bleu\n\nun ours",
    );
    const marks = page.getByRole("list", { name: "Marked prompts" });
    await marks.getByText("16:9 · renard").waitFor();
    await accessible(page);
    await shot(page, "marks");
    // Written on and loaded anew, a prompt keeps what it has of its own.
    await field.press("Home");
    await field.pressSequentially("Voici ");
    await page.reload();
    await marks.getByText("16:9 · renard").waitFor();
    const third = marks.getByRole("button", { name: /^Prompt 3: as the batch/ });
    await third.focus();
    await page.keyboard.press("Enter");
    await third.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Review 4 images" }).click();
    await page.getByRole("heading", { level: 1, name: "Review" }).waitFor();
    await page.getByText("2 with settings of their own").waitFor();
    await accessible(page);
    await shot(page, "review");
    await page.getByRole("button", { name: /^Generate 4 images/ }).click();
    await page.getByRole("link", { name: "View All Results" }).click({ timeout: 60_000 });
    const [batch] = (await bunch.client.listExecutions()).data;
    const results = (await bunch.client.listResults(batch?.id ?? "")).data;
    expect(results.map((one) => [one.aspect_ratio, one.given_name, one.status])).toEqual([
      ["16:9", "renard", "completed"],
      [null, null, "completed"],
      [null, null, "completed"],
      [null, null, "completed"],
    ]);
    expect((results[0]?.width ?? 0) / (results[0]?.height ?? 1)).toBeGreaterThan(1.7);
    await page.getByRole("img", { name: /un ours/ }).waitFor();
    const named = page.getByRole("link", { name: "Download picture 1", exact: true });
    expect(await named.getAttribute("download")).toBe("renard.png");
    await shot(page, "results");
    expect(errors).toEqual([]);
    await close();
  });

  test("W53: pasted lines are one prompt, become as many with one press by keyboard, one again, and are then written on", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana`);
    const welcome = page.getByRole("button", { name: "Write or paste your own prompts" });
    const field = page.getByRole("textbox", { name: "Prompts" });
    // Whoever has batches already finds the form at once.
    await welcome.or(field).waitFor();
    if (await welcome.isVisible()) await welcome.click();
    await field.fill("a fox\n  a hare\na bear");
    const count = page.getByRole("status").filter({ hasText: /prompt/ });
    await count.getByText("1 prompt · 3 lines").waitFor();
    const eachLine = page.getByRole("button", { name: "Make each line a prompt" });
    await eachLine.press("Enter");
    await count.getByText("3 prompts", { exact: true }).waitFor();
    expect(await field.inputValue()).toBe("a fox\n\na hare\n\na bear");
    // The focus stays where the way back is.
    await page.keyboard.press("Enter");
    await count.getByText("1 prompt · 3 lines").waitFor();
    expect(await field.inputValue()).toBe("a fox\n  a hare\na bear");
    await page.keyboard.press("Enter");
    await field.press("End");
    await field.pressSequentially(" in snow");
    expect(await page.getByRole("button", { name: /Make each line|Back to one/ }).count()).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });

  test("W54: choices in a prompt are written out with one press and taken back with another; too many are told and made of nothing", async () => {
    const { page, errors, close } = await openPage(browser);
    await openConfigure(page, bunch.url);
    const field = page.getByRole("textbox", { name: "Prompts" });
    await field.fill("an owl\n\na {red|green} fox in {snow|rain}");
    const count = page.getByRole("status").filter({ hasText: /prompt/ });
    await count.getByText("2 prompts", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Make 5 prompts of the choices" }).press("Enter");
    await count.getByText("5 prompts", { exact: true }).waitFor();
    expect(await field.inputValue()).toBe(
      "an owl\n\na red fox in snow\n\na red fox in rain\n\na green fox in snow\n\na green fox in rain",
    );
    await accessible(page);
    await page.keyboard.press("Enter");
    await count.getByText("2 prompts", { exact: true }).waitFor();
    expect(await field.inputValue()).toBe("an owl\n\na {red|green} fox in {snow|rain}");
    await field.fill(`a ${"{1|2|3|4|5}".repeat(3)}`);
    await page.getByText("The choices make 125 prompts, of 100 at most").waitFor();
    expect(await page.getByRole("button", { name: /of the choices$/ }).count()).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });

  test("W54: a table without prompts fills the one that is written, beside others that stay; a column that is missing keeps all of it out", async () => {
    const { page, errors, close } = await openPage(browser);
    await openConfigure(page, bunch.url);
    const field = page.getByRole("textbox", { name: "Prompts" });
    await field.fill("an owl\n\na {{product}} in {{colour}}");
    await page.getByText("{{product}} and {{colour}}: import a table").waitFor();
    const table = ["Product,ratio", "teapot,16:9", "vase,"].join("\n");
    await choose(page, "products.csv", Buffer.from(table));
    const dialog = page.getByRole("dialog", { name: "Import products.csv" });
    await dialog.getByText("No column is called “colour”, which stands in the prompt.").waitFor();
    await accessible(page);
    await dialog.getByRole("button", { name: "Leave it" }).click();
    const whole = ["Product,Colour,ratio", "teapot,blue,16:9", "vase,green,"].join("\n");
    await choose(page, "products.csv", Buffer.from(whole));
    await dialog.getByText("Each row of the table stands in your prompt:").waitFor();
    await dialog.getByText("a teapot in blue").waitFor();
    await accessible(page);
    await dialog.getByRole("button", { name: "Make 2 prompts" }).press("Enter");
    expect(await field.inputValue()).toBe("an owl\n\na teapot in blue\n\na vase in green");
    await page.getByRole("list", { name: "Marked prompts" }).getByText("16:9").waitFor();
    expect(await page.getByText("import a table").count()).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });

  test("W51: what does not fit stands there by row and column and keeps all of it out; the mended file is added by keyboard", async () => {
    const { page, errors, close } = await openPage(browser);
    await openConfigure(page, bunch.url);
    const field = page.getByRole("textbox", { name: "Prompts" });
    await field.fill("a first prompt");
    await choose(page, "list.csv", Buffer.from(bad));
    const dialog = page.getByRole("dialog", { name: "Import list.csv" });
    await dialog.getByText("3 things do not fit, so nothing was taken.").waitFor();
    for (const place of ["Row 2, ratio", "Row 2, pictures", "Row 3, prompt"])
      await dialog.getByText(place, { exact: true }).waitFor();
    expect(await dialog.getByRole("button", { name: /^(Take|Add|Replace)/ }).count()).toBe(0);
    await accessible(page);
    await shot(page, "errors");
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      dialog.getByRole("button", { name: "Choose the mended file" }).press("Enter"),
    ]);
    await chooser.setFiles({
      name: "mended.jsonl",
      mimeType: "application/jsonl",
      buffer: Buffer.from('"a hare"\n{"prompt": "a bear", "reference": 1}'),
    });
    const mended = page.getByRole("dialog", { name: "Import mended.jsonl" });
    await mended.getByRole("button", { name: "Add 2 prompts" }).press("Enter");
    expect(await field.inputValue()).toBe("a first prompt\n\na hare\n\na bear");
    // There is no first reference picture: said before the price.
    await page.getByText(/asks for a shape, a size or a reference picture/).waitFor();
    await accessible(page);
    await shot(page, "misfit");
    expect(errors).toEqual([]);
    await close();
  });

  test("W52: a dragged list lights the prompts up and is dropped anywhere; in French, at 320 pixels and in the dark nothing is cut off", async () => {
    const { page, errors, close } = await openPage(browser, {
      viewport: { width: 320, height: 700 },
      locale: "fr-FR",
      colorScheme: "dark",
    });
    await page.goto(`${bunch.url}/nano-banana`);
    await page.locator("h1:not(.unseen)").waitFor();
    await drag(page, "dragover", bad);
    await page.getByText("Déposez-le", { exact: false }).first().waitFor();
    await shot(page, "drop-fr");
    await drag(page, "drop", bad);
    await page.getByRole("dialog", { name: "Importer list.csv" }).waitFor();
    await page.getByText("Ligne 2, ratio").waitFor();
    await accessible(page);
    await shot(page, "errors-fr");
    await page.keyboard.press("Escape");
    await drag(page, "drop", good);
    await page.getByRole("button", { name: "Prendre 4 prompts" }).waitFor();
    await accessible(page);
    await shot(page, "preview-fr");
    await page.getByRole("button", { name: "Prendre 4 prompts" }).click();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await shot(page, "marks-fr");
    expect(errors).toEqual([]);
    await close();
  });
});

/** A newcomer is greeted first; whoever has a batch already finds the wizard at once. */
async function openConfigure(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/nano-banana`);
  const own = page.getByRole("button", { name: "Write or paste your own prompts" });
  const configure = page.getByRole("heading", { level: 1, name: "Configure" });
  await own.or(configure).waitFor();
  if (await own.isVisible()) await own.click();
  await configure.waitFor();
}

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Import a file" }).click(),
  ]);
  await chooser.setFiles({ name, mimeType: "text/csv", buffer });
}

/** What a browser tells a page while a file is dragged over it, and when it is let go. */
async function drag(page: Page, type: "dragover" | "drop", text: string): Promise<void> {
  await page.evaluate(
    ([kind, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content ?? ""], "list.csv", { type: "text/csv" }));
      document.body.dispatchEvent(
        new DragEvent(kind ?? "", { dataTransfer, bubbles: true, cancelable: true }),
      );
    },
    [type, text],
  );
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env["IMPORT_SHOTS"];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}
