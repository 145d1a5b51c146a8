import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { inBrowser } from "../../../tools/testing/in-browser.ts";
import { openPage } from "../../../tools/testing/open-browser.ts";
import type { Bunch } from "../../../tools/testing/start-bunch.ts";
import { until } from "../../../tools/testing/until.ts";
import { repeatBatch } from "../../../tools/testing/repeat-batch.ts";
import { accessible } from "./accessible.ts";
import { watchShifts } from "./shifts.ts";
import { startOnDatabase } from "./start-for-browser.ts";

const prompts = [
  "a red fox",
  "a blue hare",
  "a green crow",
  "a white owl",
  "a brown bear",
  "an elk",
];

inBrowser("the gallery", () => {
  let bunch: Bunch;
  let browser: Browser;
  let connectionString: string;
  let stop: () => Promise<void>;
  /** Six prompts with two pictures each. */
  let short: string;
  let long: string;

  beforeAll(async () => {
    ({ bunch, browser, connectionString, stop } = await startOnDatabase(inject("postgres")));
    short = await drawn();
    long = await repeatBatch(connectionString, { executionId: short, count: 10_000 });
  }, 300_000);

  afterAll(async () => {
    await stop?.();
  });

  async function begun(): Promise<string> {
    const form = new FormData();
    form.set("prompts", JSON.stringify(prompts));
    form.set("model", "simulator");
    form.set("variations", "2");
    return (await bunch.client.execute(form, crypto.randomUUID())).execution_id;
  }
  async function drawn(): Promise<string> {
    const id = await begun();
    await until(
      "the batch is drawn",
      async () => (await bunch.client.listResults(id)).data.every((one) => one.thumbhash !== null),
      // Its copies are made at the lowest rank of all that runs.
      { withinMs: 150_000 },
    );
    return id;
  }
  const addressOf = (id: string, query = "") => `${bunch.url}/nano-banana/executions/${id}${query}`;
  const cell = (page: Page, place: number) => page.locator(`[data-place="${place}"]`);
  const tile = (page: Page, place: number) =>
    cell(page, place).getByRole("link", { name: /^Open/ });
  const ratingsOf = async (id: string) => (await bunch.client.outline(id)).ratings;

  test("W30: ten thousand pictures: the scroll bar reaches the last, only what is near is drawn, and the place survives a reload and a way back", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(addressOf(long));
    await cell(page, 0).getByRole("img").waitFor();
    const shift = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(shift).toBeGreaterThan(300_000);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await cell(page, 9999)
      .getByRole("img", { name: /prompt number 10000$/ })
      .waitFor();
    expect(await page.getByRole("gridcell").count()).toBeLessThan(120);
    await accessible(page);

    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
    const middle = await placeAtTop(page);
    expect(middle).toBeGreaterThan(4000);
    await page.waitForFunction(
      (least) => (history.state as { galleryAt?: { slot: number } }).galleryAt?.slot === least,
      middle,
    );
    await page.reload();
    await until("the place is there again", async () => (await placeAtTop(page)) === middle);
    await cell(page, middle).getByRole("img").waitFor();
    // A click would scroll up to the link first, and that would be the place to come back to.
    await page
      .getByRole("link", { name: "Batches", exact: true })
      .evaluate((link: HTMLElement) => link.click());
    await page.getByRole("heading", { level: 1, name: "Batches" }).waitFor();
    await page.goBack();
    await until("it is there after going back", async () => (await placeAtTop(page)) === middle);
    expect(errors).toEqual([]);
    await close();
  });

  test("W74: a jump to the last picture lays out what is seen there, not each picture that goes", async () => {
    const { page, close } = await openPage(browser);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable");
    const layouts = async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      const counted = metrics.filter(({ name }) => /^(Layout|RecalcStyle)Count$/.test(name));
      expect(counted).toHaveLength(2);
      return counted.reduce((sum, { value }) => sum + value, 0);
    };
    await page.goto(addressOf(long));
    await cell(page, 0).getByRole("img").waitFor();
    // The rows around those that are seen are there.
    const near = await page.getByRole("gridcell").count();
    await tile(page, 0).focus();
    const before = await layouts();
    await page.keyboard.press("Control+End");
    await until("the last one has the focus", async () => (await focused(page)) === 9999);
    const laidOut = (await layouts()) - before;
    expect(laidOut).toBeLessThan(40);
    await until("the rows above are drawn too", async () => {
      const now = await page.getByRole("gridcell").count();
      return now > near / 2 && (await cell(page, 9999 - 20).count()) === 1;
    });
    await close();
  });

  test("W31: a hundred thousand on a phone, higher than any browser draws: the last one is reached by bar and by key", async () => {
    const most = await repeatBatch(connectionString, { executionId: short, count: 100_000 });
    const { page, errors, close } = await openPage(browser, {
      viewport: { width: 375, height: 812 },
      hasTouch: true,
      isMobile: true,
    });
    await page.addInitScript(() => localStorage.setItem("bunch-tile-size", "320"));
    await page.goto(addressOf(most));
    await cell(page, 0).getByRole("img").waitFor({ timeout: 30_000 });
    // One beside the other at that size: some forty million pixels, drawn as ten.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(height).toBeLessThan(12_000_000);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await cell(page, 99_999)
      .getByRole("img", { name: /prompt number 100000$/ })
      .waitFor();
    await page.evaluate(() => window.scrollTo(0, 0));
    await cell(page, 0).getByRole("img").waitFor();
    await tile(page, 0).focus();
    await page.keyboard.press("Control+End");
    await until("the last one has the focus", async () => (await focused(page)) === 99_999);
    await cell(page, 99_999).getByRole("img").waitFor();
    await page.keyboard.press("ArrowUp");
    await until("the one before it has", async () => (await focused(page)) === 99_998);
    // A short way is scrolled as far as the finger goes, also where the length is pressed together.
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
    const before = await placeAtTop(page);
    await page.evaluate(() => window.scrollBy(0, 900));
    await until("it has moved by a few rows", async () => {
      const now = await placeAtTop(page);
      return now > before && now - before <= 4;
    });
    expect(errors).toEqual([]);
    await close();
  });

  test("W32: by keyboard alone pictures are found, picked, rated, put aside and opened, and the ratings are kept", async () => {
    const id = await drawn();
    const { page, errors, close } = await openPage(browser);
    await page.goto(addressOf(id));
    await cell(page, 0).getByRole("img").waitFor();
    await tile(page, 0).focus();
    await page.keyboard.press("3");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowRight");
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("5");
    await page.getByText("2 pictures: 5 stars").waitFor({ state: "attached" });
    await page.keyboard.press("Escape");
    await page.getByText("2 selected").waitFor({ state: "detached" });
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("x");
    await until("the server has them", async () => (await ratingsOf(id)) === "355x00000000");
    await accessible(page);

    await page.keyboard.press("Control+a");
    await page.getByText("12 selected").waitFor();
    await accessible(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "What the keys do" }).waitFor();
    await accessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await tile(page, 4).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Picture 3a" });
    await dialog.waitFor();
    await page.keyboard.press("4");
    await dialog.getByRole("button", { name: "4 stars", pressed: true }).waitFor();
    await accessible(page);
    await page.keyboard.press("ArrowRight");
    await page.getByRole("dialog", { name: "Picture 3b" }).waitFor();
    await page.keyboard.press("Escape");
    await until("the focus is on its tile", async () => (await focused(page)) === 5);
    await until("that one too", async () => (await ratingsOf(id)) === "355x40000000");

    await page.getByLabel("Rating", { exact: true }).selectOption("★ 4 and more");
    await until("three are shown", async () => (await page.getByRole("gridcell").count()) === 3);
    expect(new URL(page.url()).searchParams.get("stars")).toBe("4");
    await page.reload();
    await until("and again", async () => (await page.getByRole("gridcell").count()) === 3);
    await page.getByLabel("Rating", { exact: true }).selectOption("Any");
    await page.getByLabel("Rejected ones").selectOption("Hidden");
    await until("eleven are shown", async () => (await page.getByRole("gridcell").count()) === 11);
    await page.getByRole("textbox", { name: "Search the prompts" }).fill("HARE");
    await until("one is left", async () => (await page.getByRole("gridcell").count()) === 1);
    await page.getByText("1 picture found").waitFor({ state: "attached" });
    expect(new URL(page.url()).searchParams.get("q")).toBe("HARE");
    await page.getByRole("textbox", { name: "Search the prompts" }).fill("zebra");
    await page.getByText("No prompt holds “zebra”").waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "Show all pictures" }).click();
    await until("all are back", async () => (await page.getByRole("gridcell").count()) === 12);
    expect(errors).toEqual([]);
    await close();
  }, 300_000);

  test("W33: a rating that the server does not keep is taken back and told, and can be given again", async () => {
    const { page, close } = await openPage(browser);
    await page.goto(addressOf(short));
    await cell(page, 2).getByRole("img").waitFor();
    const body = JSON.stringify({ success: false, error: { code: "not_ready", message: "no" } });
    await page.route("**/ratings", (route) =>
      route.fulfill({ status: 503, contentType: "application/json", body }),
    );
    await tile(page, 2).focus();
    await page.keyboard.press("5");
    await page
      .getByRole("alert")
      .getByText(/^The rating of 1 picture was not kept and is taken back/)
      .waitFor();
    expect(await cell(page, 2).getByText("5 stars").count()).toBe(0);
    await accessible(page);
    await page.unroute("**/ratings");
    await page.getByRole("button", { name: "Rate again" }).click();
    await until("it is kept", async () => (await ratingsOf(short))[2] === "5");
    await cell(page, 2).getByText("5 stars").waitFor({ state: "attached" });
    await close();
  });

  test("W34: two or four are compared with one zoom for all, and rated there", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(addressOf(short));
    await cell(page, 6).getByRole("img").waitFor();
    await cell(page, 6).hover();
    await cell(page, 6).getByRole("button", { name: "Select picture 4a" }).click();
    await cell(page, 7).getByRole("button", { name: "Select picture 4b" }).click();
    await page.getByRole("button", { name: "Compare" }).click();
    const dialog = page.getByRole("dialog", { name: "Compare" });
    await dialog.getByRole("img").nth(1).waitFor();
    await accessible(page);
    const scales = () =>
      dialog
        .locator("img")
        .evaluateAll((images) =>
          images.map(
            (image) => new DOMMatrix(getComputedStyle(image.parentElement ?? image).transform).a,
          ),
        );
    expect(await scales()).toEqual([1, 1]);
    await page.keyboard.press("+");
    await until("both are nearer", async () => (await scales()).every((one) => one === 1.5));
    await dialog.locator("img").first().hover();
    await page.mouse.wheel(0, -300);
    await until("the wheel brings both nearer", async () => {
      const [one = 0, other = 0] = await scales();
      return one > 1.6 && one === other;
    });
    await page.keyboard.press("0");
    await until("both are whole", async () => (await scales()).every((one) => one === 1));
    await dialog.locator("img").nth(1).dblclick();
    await until("a double click is near", async () => (await scales()).every((one) => one >= 2));
    await page.keyboard.press("2");
    await until(
      "the one under the pointer is rated",
      async () => (await ratingsOf(short)).slice(6, 8) === "02",
    );
    await page.reload();
    await dialog.getByRole("img").nth(1).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
    await close();
  });

  test("W35: a picture is drawn near by key, wheel and two fingers, and moved about", async () => {
    const { page, errors, close } = await openPage(browser, { hasTouch: true });
    await page.goto(addressOf(short, "?picture=0"));
    const dialog = page.getByRole("dialog", { name: "Picture 1a" });
    const image = dialog.getByRole("img").first();
    await image.waitFor();
    const matrix = async () =>
      image.evaluate((element) => {
        const { a, e, f } = new DOMMatrix(
          getComputedStyle(element.parentElement ?? element).transform,
        );
        return { a, e, f };
      });
    // How large it is whole is known with its size, which may come after its first light.
    await dialog.getByRole("button", { name: /^[1-9]?\d%$/ }).waitFor();
    await page.keyboard.press("z");
    await dialog.getByRole("button", { name: "100%" }).waitFor();
    await page.keyboard.press("z");
    await until("it is whole again", async () => (await matrix()).a === 1);
    const box = await image.boundingBox();
    if (!box) throw new Error("The picture has no box");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await image.dblclick();
    await until("it is near", async () => (await matrix()).a >= 2);
    const before = await matrix();
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 40, { steps: 4 });
    await page.mouse.up();
    await until("it was moved", async () => {
      const now = await matrix();
      return Math.round(now.e - before.e) === 60 && Math.round(now.f - before.f) === 40;
    });
    await page.keyboard.press("0");
    const touch = await page.context().newCDPSession(page);
    const fingers = (apart: number) => [
      { x: x - apart, y, id: 1 },
      { x: x + apart, y, id: 2 },
    ];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: fingers(40) });
    for (const apart of [60, 80, 100, 120])
      await touch.send("Input.dispatchTouchEvent", {
        type: "touchMove",
        touchPoints: fingers(apart),
      });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await until("two fingers bring it nearer", async () => (await matrix()).a > 2);
    expect(errors).toEqual([]);
    await close();
  });

  test("W36: a prompt's pictures lie as a stack that opens in place", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(addressOf(short));
    await cell(page, 11).waitFor();
    await page.getByRole("button", { name: "Stacked" }).click();
    await until(
      "six stacks lie there",
      async () => (await page.getByRole("gridcell").count()) === 6,
    );
    await accessible(page);
    await cell(page, 1).getByRole("button", { name: "Open the stack of 2 pictures" }).click();
    await until("one lies open", async () => (await page.getByRole("gridcell").count()) === 7);
    await tile(page, 1).focus();
    await page.keyboard.press("s");
    await until(
      "and is closed by its key",
      async () => (await page.getByRole("gridcell").count()) === 6,
    );
    expect(errors).toEqual([]);
    await close();
  });

  test("W37: those that are picked are saved one after the other, and guide the next batch", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(addressOf(short));
    await cell(page, 0).getByRole("img").waitFor();
    await tile(page, 0).focus();
    await page.keyboard.press("Space");
    await cell(page, 1)
      .getByRole("button", { name: /^Select/ })
      .click();
    const names: string[] = [];
    page.on("download", (download) => names.push(download.suggestedFilename()));
    await page.getByRole("button", { name: "Download 2" }).click();
    await until("both are saved", async () => names.length === 2);
    expect(names).toEqual(["1a-a-red-fox.png", "1b-a-red-fox.png"]);
    await page.getByRole("button", { name: "Use as reference" }).click();
    await page.getByRole("link", { name: "Added. To the new batch" }).click();
    await page.getByRole("heading", { level: 1, name: "Configure" }).waitFor();
    await page.getByRole("img", { name: /^Reference 2: 1b-a-red-fox/ }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  test("W39: while a batch runs its pictures come into places that are kept for them", async () => {
    const { page, errors, close } = await openPage(browser);
    const { jumps } = await watchShifts(page.context());
    const id = await begun();
    await page.goto(addressOf(id));
    await cell(page, 11).waitFor();
    const tops = () =>
      page
        .getByRole("gridcell")
        .evaluateAll((cells) => cells.map((one) => one.getBoundingClientRect().top));
    const before = await tops();
    expect(before).toHaveLength(12);
    await cell(page, 0)
      .getByText(/^1 of 12, (Waiting|Under way|Completed)/)
      .waitFor({ state: "attached" });
    await until(
      "all have come",
      async () => (await page.locator("[data-place] img").count()) === 12,
      { withinMs: 60_000 },
    );
    expect(await tops()).toEqual(before);
    expect(await jumps()).toEqual([]);
    await accessible(page);
    expect(errors).toEqual([]);
    await close();
  });

  test("W77: a picture that is lost on the way is asked for again by itself", async () => {
    const { page, close } = await openPage(browser);
    const [first] = (await bunch.client.listResults(short, { limit: 1 })).data;
    const whole = first?.result_url ?? "";
    let isLost = false;
    await page.route(
      ({ href }) => href.startsWith(whole.replace(/\.\w+$/, "")),
      (route) => {
        if (isLost) return route.continue();
        // Its copies come first, it itself last.
        isLost = route.request().url() === whole;
        return route.abort();
      },
    );
    await page.goto(addressOf(short));
    const picture = cell(page, 0).getByRole("img");
    await until("it was lost", () => isLost);
    await until("it has come", () =>
      picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0),
    );
    await close();
  });

  test("W38: nothing jumps while pictures come, and at 320 pixels in French nothing is cut off", async () => {
    const { page, errors, close } = await openPage(browser, {
      viewport: { width: 320, height: 640 },
      locale: "fr-FR",
      reducedMotion: "reduce",
      forcedColors: "active",
    });
    const { jumps } = await watchShifts(page.context());
    await page.goto(addressOf(long));
    await cell(page, 0).getByRole("img").waitFor();
    await page.evaluate(() => window.scrollTo(0, 30_000));
    await until("pictures come", async () => (await page.locator("[data-place] img").count()) > 6);
    expect(await jumps()).toEqual([]);
    await page.locator("[data-place] [data-pick]").first().click();
    await page.getByText("1 sélectionnée").waitFor();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await accessible(page);
    expect(errors).toEqual([]);
    await close();
  });
});

/** The first picture of the row at the window's top, the gap under it taken in. */
async function placeAtTop(page: Page): Promise<number> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  return page.evaluate(() => {
    const cells = [...document.querySelectorAll<HTMLElement>("[data-place]")];
    const seen = cells.filter((one) => one.getBoundingClientRect().bottom > -20);
    return Math.min(...seen.map((one) => Number(one.dataset["place"])));
  });
}

const focused = (page: Page) =>
  page.evaluate(() =>
    Number(document.activeElement?.closest<HTMLElement>("[data-place]")?.dataset["place"] ?? -1),
  );
