import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { openPage } from "../../../../tools/testing/open-browser.ts";
import { accessible } from "../accessible.ts";
import { cutOff } from "../cut-off.ts";
import { type Shifts, watchShifts } from "../shifts.ts";
import { type Say, wordsOf } from "../words.ts";

/** Each journey is made in both: the name for the test's, the language for the words. */
export const languages = [
  ["English", "en"],
  ["French", "fr"],
] as const;
type Language = (typeof languages)[number][1];

const locales: Record<Language, string> = { en: "en-GB", fr: "fr-FR" };

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
  makeRoom: Shifts["makeRoom"];
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
  const { makeRoom, jumps } = await watchShifts(context);
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
    makeRoom,
    arrive: (heading, page = first) =>
      page
        .getByRole("heading", { level: 1, name: say(heading), exact: true })
        .waitFor({ timeout: 60_000 }),
    end: async ({ caused } = {}) => {
      expect(errors.filter((error) => !caused?.test(error))).toEqual([]);
      const found = await jumps();
      expect(found, found.join("\n")).toEqual([]);
      await close();
    },
  };
}
