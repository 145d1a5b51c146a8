import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../tools/testing/open-browser.ts";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { messagesOf, wordsOf } from "./words.ts";

inBrowser("the two parts of the words", () => {
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

  test("W71: what is fetched later is drawn once its words are there, and never an id in their place", async () => {
    const [fr, en] = await Promise.all([wordsOf("fr"), wordsOf("en")]);
    const { page, errors, close } = await openPage(browser, { locale: "fr-FR" });
    const shown = await keepTexts(page);
    const words = await watchWords(page);
    await page.goto(`${bunch.url}/nano-banana`);
    const welcome = page.getByRole("button", { name: fr("Write or paste your own prompts") });
    await welcome.waitFor();
    expect(words.fetched).toHaveLength(1);

    const code = page.waitForEvent("requestfinished", (one) => one.url().includes("batches-page"));
    const letGo = words.holdBack();
    await page.getByRole("link", { name: fr("Batches"), exact: true }).click();
    await code;
    await page.evaluate(twoFrames);
    expect(words.fetched).toHaveLength(2);
    expect(await welcome.isVisible()).toBe(true);
    letGo();
    await page.getByRole("heading", { level: 1, name: fr("Batches") }).waitFor();

    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { level: 1, name: en("Batches") }).waitFor();
    await page.getByText(/^No batches yet\./).waitFor();
    expect(words.fetched).toHaveLength(4);

    const ids = new Set(Object.keys(await messagesOf("en")));
    expect(shown.size).toBeGreaterThan(20);
    expect([...shown].filter((text) => ids.has(text))).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
});

/** Keeps whatever text a page shows, however briefly. */
async function keepTexts(page: Page): Promise<Set<string>> {
  const shown = new Set<string>();
  await page.exposeFunction("keepText", (text: string) => shown.add(text));
  await page.addInitScript(() => {
    const keep = (node: Node) => {
      const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      for (let text = texts.currentNode as Node | null; text; text = texts.nextNode())
        if (text.nodeType === Node.TEXT_NODE)
          (window as unknown as { keepText: (text: string) => void }).keepText(
            text.nodeValue ?? "",
          );
    };
    new MutationObserver((changes) => {
      for (const change of changes)
        if (change.type === "characterData") keep(change.target);
        else change.addedNodes.forEach(keep);
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });
  return shown;
}

/** Counts the words that a page fetches, and can hold them back. */
async function watchWords(page: Page) {
  const fetched: string[] = [];
  let gate = Promise.resolve();
  await page.route(/\/messages-[^/]+\.js$/, async (route) => {
    fetched.push(route.request().url());
    await gate;
    await route.continue();
  });
  const holdBack = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return resolve;
  };
  return { fetched, holdBack };
}

function twoFrames(): Promise<void> {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
}
