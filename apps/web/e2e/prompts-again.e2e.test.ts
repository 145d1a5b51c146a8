import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openPage } from "../../../tools/testing/open-browser.ts";
import type { Bunch } from "../../../tools/testing/start-bunch.ts";
import { until } from "../../../tools/testing/until.ts";
import { accessible } from "./accessible.ts";
import { startWithEmulator } from "./start-for-browser.ts";
import { wordsOf } from "./words.ts";

const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const refused = "a fox that bites [[prohibited_content]]";
const gone = "a hare [[model_not_found]]";

inBrowser("prompts that come back into a new batch", () => {
  let bunch: Bunch;
  let browser: Browser;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ bunch, browser, stop } = await startWithEmulator());
  });
  afterAll(async () => {
    await stop?.();
  });

  async function submit(prompts: unknown[], fields: Record<string, string> = {}): Promise<string> {
    const form = new FormData();
    form.set("prompts", JSON.stringify(prompts));
    form.set("api_key", "AIzaPromptsAgain");
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.append("reference_images", new Blob([picture], { type: "image/png" }), "guide.png");
    return (await bunch.client.execute(form, crypto.randomUUID())).execution_id;
  }

  test.each(["en", "fr"] as const)(
    "W105: what was refused for its words comes back with ratio and reference, and another prompt behind it (%s)",
    async (language) => {
      const say = await wordsOf(language);
      const rows = ["a red fox", { prompt: refused, image_size: "2K", file_name: "biting" }];
      const id = await submit(rows, { aspect_ratio: "16:9" });
      await until(
        "the batch is over",
        async () => (await bunch.client.getExecution(id)).completed_at !== null,
      );
      const { page, errors, close } = await openPage(browser, { locale: language });
      await page.goto(`${bunch.url}/nano-banana/executions/${id}`);
      const change = "{refused, plural, one {Change its words} other {Change their words}}";
      await page.getByRole("button", { name: say(change, { refused: 1 }) }).click();
      await page.waitForURL(/nano-banana$/u);
      const field = page.getByRole("textbox", { name: say("Prompts") });
      await field.waitFor();
      await expect.poll(() => field.inputValue()).toBe(refused);
      const wide = page.getByRole("button", { name: "16:9", exact: true });
      expect(await wide.getAttribute("aria-pressed")).toBe("true");
      await page
        .getByRole("button", { name: say("Remove reference {number}", { number: 1 }) })
        .waitFor();
      await accessible(page);

      // What is being written stays, with the reference that it has.
      await page.goto(`${bunch.url}/nano-banana/executions/${id}?picture=0`);
      await page
        .getByRole("dialog")
        .getByRole("button", { name: say("Edit prompt"), exact: true })
        .click();
      await page.waitForURL(/nano-banana$/u);
      await field.waitFor();
      await expect.poll(() => field.inputValue()).toBe(`${refused}\n\na red fox`);
      const remove = (number: number) =>
        page.getByRole("button", { name: say("Remove reference {number}", { number }) });
      await remove(1).waitFor();
      expect(await remove(2).count()).toBe(0);
      expect(errors).toEqual([]);
      await close();
    },
  );

  test("W105: a batch whose model is gone leads to a new one with what it has not drawn", async () => {
    const id = await submit([gone, `${gone}, sleeping`]);
    await until(
      "the batch rests",
      async () => (await bunch.client.getExecution(id)).reason?.code === "model_gone",
    );
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${bunch.url}/nano-banana/executions/${id}/processing`);
    await page.getByRole("button", { name: "New batch with these prompts" }).click();
    await page.waitForURL(/nano-banana$/u);
    const field = page.getByRole("textbox", { name: "Prompts" });
    await field.waitFor();
    await expect.poll(() => field.inputValue()).toBe(`${gone}\n\n${gone}, sleeping`);
    expect(errors).toEqual([]);
    await close();
  });
});
