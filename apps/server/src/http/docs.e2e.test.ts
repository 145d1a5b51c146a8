import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../../tools/testing/open-browser.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

inBrowser("the API's page", () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    // Enough of the web app for its icon.
    const webFolder = fileURLToPath(new URL("../../../web/public", import.meta.url));
    server = await startTestServer({ webFolder });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test.each(["light", "dark"] as const)(
    "%s: it shows every group, tries a request out, and speaks to nobody but this server",
    async (colorScheme) => {
      const { page, errors, close } = await openPage(browser, { colorScheme });
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(`${server.base}/api/docs`, { waitUntil: "networkidle" });
      for (const group of ["Batches", "Control", "Downloads", "Models and prices", "The server"])
        await page.getByRole("link", { name: group }).first().waitFor();
      await page
        .getByRole("link", { name: /The process lives/ })
        .first()
        .click();
      await page.getByRole("button", { name: /Test Request.*get \/health/ }).click();
      await page.getByRole("button", { name: /^Send/ }).first().click();
      await page.getByText("200 OK").first().waitFor();
      await page.keyboard.press("Escape");
      await page
        .getByRole("button", { name: /Search/ })
        .first()
        .click();
      await page.keyboard.type("price");
      await page.getByText("The price before the run").first().waitFor();
      expect(asked).toContain(`${server.base}/health`);
      expect(
        asked.filter((url) => !/^(?:data|blob):/.test(url) && !url.startsWith(server.base)),
      ).toEqual([]);
      // A breach of the page's policy is told as an error too, as the last one shows.
      expect(errors).toEqual([]);
      await page.evaluate("fetch('http://127.0.0.1:9/').catch(() => null)");
      expect(errors.join()).toContain("Content Security Policy");
      await close();
    },
  );
});
