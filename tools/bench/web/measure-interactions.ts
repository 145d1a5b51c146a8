import type { Browser, Locator, Page } from "playwright-core";
import { openPage } from "../../testing/open-browser.ts";
import { until } from "../../testing/until.ts";
import type { Measure } from "./measure.ts";
import { painted, probe, shiftOf, takeInteractions } from "./page-probe.ts";

const mostMs = 100;
const mostShift = 0.02;

const cell = (page: Page, place: number) => page.locator(`[data-place="${place}"]`);
const tile = (page: Page, place: number) => cell(page, place).getByRole("link", { name: /^Open/ });

/** So long a key or a button is down, as under a quick finger. */
const downMs = 60;

/**
 * What came of an input is looked for when it is painted. Looking goes through the whole page, on the same throttled
 * processor: it would be counted as the page's own time.
 */
async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key, { delay: downMs });
  await painted(page);
}

async function click(page: Page, target: Locator): Promise<void> {
  await target.hover();
  const box = await target.boundingBox();
  if (box === null) throw new Error("What is to be clicked is not to be seen.");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { delay: downMs });
  await painted(page);
}

type Interaction = { name: string; act: (page: Page, results: number) => Promise<void> };

/** What people do on a page of many pictures; each leaves the page as it found it, or as the next one wants it. */
const interactions: Interaction[] = [
  {
    name: "an arrow key",
    act: async (page) => {
      await tile(page, 0).focus();
      await press(page, "ArrowRight");
      await press(page, "ArrowDown");
    },
  },
  {
    name: "a rating by key",
    act: async (page) => {
      await tile(page, 1).focus();
      await press(page, "4");
      await press(page, "4");
    },
  },
  {
    name: "a picture is selected",
    act: async (page) => {
      await cell(page, 2).hover();
      await click(page, cell(page, 2).getByRole("button", { name: /^Select picture/ }));
      await page.getByText(/^1 selected/).waitFor();
      await press(page, "Escape");
      await page.getByText(/^1 selected/).waitFor({ state: "detached" });
    },
  },
  {
    name: "all are selected, then none",
    act: async (page) => {
      await tile(page, 0).focus();
      await press(page, "Control+a");
      await page.getByText(/^[\d,]+ selected/).waitFor();
      await press(page, "Escape");
      await page.getByText(/^[\d,]+ selected/).waitFor({ state: "detached" });
    },
  },
  {
    name: "to the last and back by key",
    act: async (page, results) => {
      await tile(page, 0).focus();
      await press(page, "Control+End");
      await cell(page, results - 1)
        .getByRole("img")
        .waitFor();
      await press(page, "Control+Home");
      await cell(page, 0).getByRole("img").waitFor();
    },
  },
  {
    name: "a search is typed",
    act: async (page) => {
      const field = page.getByRole("textbox", { name: "Search the prompts" });
      await field.pressSequentially("number 12", { delay: 60 });
      await painted(page);
      await page
        .getByText(/pictures? found/)
        .first()
        .waitFor({ state: "attached" });
      await press(page, "Escape");
      await cell(page, 0).getByRole("img").waitFor();
    },
  },
  {
    name: "a filter",
    act: async (page) => {
      await click(page, page.getByRole("button", { name: /^Failed/ }));
      await click(page, page.getByRole("button", { name: /^All/ }));
      await cell(page, 0).getByRole("img").waitFor();
    },
  },
  {
    name: "the size of the pictures",
    act: async (page) => {
      const slider = page.getByRole("slider", { name: "Size of the pictures" });
      await slider.focus();
      await press(page, "ArrowRight");
      await press(page, "ArrowLeft");
    },
  },
  {
    name: "a picture is opened, the next, closed",
    act: async (page) => {
      await click(page, tile(page, 3));
      await page.getByRole("dialog", { name: /^Picture 4/ }).waitFor();
      await press(page, "ArrowRight");
      await page.getByRole("dialog", { name: /^Picture 5/ }).waitFor();
      await press(page, "Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    },
  },
];

/**
 * How long interactions took, from the input until what it changed is painted, on a throttled processor: of each kind and of
 * all of them, as Interaction to Next Paint counts.
 */
export async function measureInteractions(
  browser: Browser,
  input: { url: string; results: number; times: number; throttle: number },
): Promise<Measure[]> {
  const { page, close } = await openPage(browser);
  try {
    await probe(page);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: input.throttle });
    page.setDefaultTimeout(60_000);
    await page.goto(input.url);
    await cell(page, 0).getByRole("img").waitFor();
    await until("the batch is counted", async () =>
      (await page.getByRole("button", { name: /^All/ }).innerText()).includes("0"),
    );
    const arriving = await shiftOf(page);
    const at = `${input.results} pictures, ${input.throttle} × slower`;
    const measured: Measure[] = [];
    const ofAll: number[] = [];
    for (const { name, act } of interactions) {
      const durations: number[] = [];
      for (let time = 0; time < input.times; time += 1) {
        await takeInteractions(page);
        await act(page, input.results);
        durations.push(...(await takeInteractions(page)));
      }
      ofAll.push(...durations);
      measured.push(inpOf(`${name} (${at})`, durations));
    }
    return [
      ...measured,
      inpOf(`all ${ofAll.length} of these (${at})`, ofAll),
      {
        name: `layout shift while it comes (${at})`,
        value: arriving,
        most: mostShift,
        unit: "shift",
      },
      {
        name: `layout shift of all this`,
        value: await shiftOf(page),
        most: mostShift,
        unit: "shift",
      },
    ];
  } finally {
    await close();
  }
}

/** Interaction to Next Paint (https://web.dev/articles/inp): the longest, but for one of every fifty. */
function inpOf(name: string, durations: readonly number[]): Measure {
  const sorted = durations.toSorted((one, other) => other - one);
  const [longest = 0] = sorted;
  const value = sorted[Math.floor(sorted.length / 50)] ?? 0;
  return { name, value, most: mostMs, unit: "ms", longest };
}
