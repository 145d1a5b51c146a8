import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../../../../tools/testing/in-browser.ts";
import { openBrowser, openPage } from "../../../../tools/testing/open-browser.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

inBrowser("the queue's dashboard", () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startTestServer({ withWorker: true, latencyMs: 8000 });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("N4: it shows the jobs under way under our strict headers, and speaks to nobody but this server", async () => {
    await server.execute({ prompts: ["a fox"] });
    const { page, errors, close } = await openPage(browser);
    const answered: string[] = [];
    page.on("response", (response) => answered.push(response.url()));
    await page.goto(`${server.base}/admin/queues/queue/results?status=active`);
    await page.getByText("result").first().waitFor();
    await page
      .getByText(/Active/i)
      .first()
      .waitFor();
    expect(answered.filter((url) => !url.startsWith(server.base))).toEqual([]);
    // Its letters from elsewhere are refused by our headers; ours are shown.
    expect(errors.filter((error) => !error.includes("fonts.googleapis.com"))).toEqual([]);
    await close();
  });
});
