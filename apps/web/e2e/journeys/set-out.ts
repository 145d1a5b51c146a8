import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { openPage } from "../../../../tools/testing/open-browser.ts";
import { accessible } from "../accessible.ts";
import { cutOff } from "../cut-off.ts";
import { type Say, wordsOf } from "../words.ts";

/** Each journey is made in both: the name for the test's, the language for the words. */
export const languages = [
  ["English", "en"],
  ["French", "fr"],
] as const;
type Language = (typeof languages)[number][1];

const locales: Record<Language, string> = { en: "en-GB", fr: "fr-FR" };
/** Below that nobody notices. */
const mostShift = 0.02;

/** Somebody new who goes through Bunch in one language, and is bothered by what people are bothered by. */
export type Journey = {
  page: Page;
  say: Say;
  /** A sum of dollars as it is written there. */
  money: (dollars: number) => string;
  /** Waits until a step has begun: its heading stands there. */
  arrive: (heading: string, page?: Page) => Promise<void>;
  /** Opens another tab in the same browser. */
  newTab: () => Promise<Page>;
  /** Holds a page, as it stands, to what axe finds (in English) and to what is cut off. */
  look: (page?: Page) => Promise<void>;
  /** Waits for what comes by itself and has to be read, so that it may take its room: what that moves is not counted. */
  makeRoom: (until: () => Promise<void>) => Promise<void>;
  /** Ends it: nothing was wrong in any console but what the journey itself has caused, and nothing has jumped. */
  end: (input?: { caused?: RegExp }) => Promise<void>;
};

/** Opens an empty browser in a language. */
export async function setOut(
  browser: Browser,
  language: Language,
  options: BrowserContextOptions = {},
): Promise<Journey> {
  const { page: first, close } = await openPage(browser, {
    ...options,
    locale: locales[language],
  });
  const context = first.context();
  const errors: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => errors.push(String(error.error())));
  const shifts: Shift[] = [];
  let makesRoom = 0;
  // Told at once, as a page takes its own notes with it.
  await context.exposeBinding("tellShift", (_, shift: Shift) => {
    if (makesRoom === 0) shifts.push(shift);
  });
  await context.addInitScript(tellShifts);
  const say = await wordsOf(language);

  const look = async (page = first) => {
    expect(await cutOff(page), page.url()).toEqual([]);
    if (language === "en") await accessible(page);
  };
  return {
    page: first,
    say,
    money: (dollars) =>
      new Intl.NumberFormat(locales[language], {
        style: "currency",
        currency: "USD",
        currencyDisplay: "narrowSymbol",
      }).format(dollars),
    look,
    newTab: () => context.newPage(),
    makeRoom: async (until) => {
      makesRoom += 1;
      await until();
      // What has moved is told with the picture that shows it.
      for (const page of context.pages()) await page.evaluate(twoFrames);
      makesRoom -= 1;
    },
    arrive: (heading, page = first) =>
      page
        .getByRole("heading", { level: 1, name: say(heading), exact: true })
        .waitFor({ timeout: 60_000 }),
    end: async ({ caused } = {}) => {
      expect(errors.filter((error) => !caused?.test(error))).toEqual([]);
      for (const [page, own] of Map.groupBy(shifts, ({ where }) => where)) {
        const sum = own.reduce((total, { by }) => total + by, 0);
        const why = own.map(({ by, what }) => `${by.toFixed(4)}: ${what}`).join("\n");
        expect(sum, `${page} jumps\n${why}`).toBeLessThan(mostShift);
      }
      await close();
    },
  };
}

/** By how much things moved that nobody asked to move, on which page, and what they were. */
type Shift = { by: number; where: string; what: string };

const twoFrames = () =>
  new Promise<void>((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))),
  );

function tellShifts() {
  type Entry = PerformanceEntry & {
    value: number;
    hadRecentInput: boolean;
    sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
  };
  const { tellShift } = window as unknown as { tellShift: (shift: Shift) => void };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Entry[]) {
      if (entry.hadRecentInput) continue;
      const what = entry.sources.map(({ node, previousRect: from, currentRect: to }) => {
        const { nodeName, className } = (node ?? {}) as Element;
        return `${nodeName}.${className} ${from.x},${from.y} ${from.width}×${from.height} to ${to.x},${to.y} ${to.width}×${to.height}`;
      });
      tellShift({ by: entry.value, where: location.pathname, what: what.join("; ") });
    }
  }).observe({ type: "layout-shift", buffered: true });
}
