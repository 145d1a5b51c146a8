import { errorCodes, pauseCodes, resultErrorCodes } from "@bunch/contracts/error-codes";
import { RequestRefused } from "@bunch/contracts/client";
import { type Messages, setupI18n } from "@lingui/core";
import { fileURLToPath } from "node:url";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { resultProblem } from "../results/result-problem.ts";
import type { warningWords } from "../results/warning-words.ts";
import type { pauseWords } from "./pause-words.ts";
import type { requestProblem } from "./request-problem.ts";
import type { waitingAdvice, waitingTitle } from "./waiting-words.ts";

// The words are written with macros, which only the app's own build understands: they are loaded through it.

const root = fileURLToPath(new URL("../../", import.meta.url));
let vite: ViteDevServer;
let words: {
  pauseWords: typeof pauseWords;
  waitingAdvice: typeof waitingAdvice;
  waitingTitle: typeof waitingTitle;
  requestProblem: typeof requestProblem;
  resultProblem: typeof resultProblem;
  warningWords: typeof warningWords;
};
let speak: { en: ReturnType<typeof setupI18n>; fr: ReturnType<typeof setupI18n> };

beforeAll(async () => {
  vite = await createServer({
    configFile: `${root}vite.config.ts`,
    logLevel: "error",
    appType: "custom",
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, ws: false, watch: null },
  });
  words = {
    ...(await load("/src/language/pause-words.ts")),
    ...(await load("/src/language/waiting-words.ts")),
    ...(await load("/src/language/request-problem.ts")),
    ...(await load("/src/results/result-problem.ts")),
    ...(await load("/src/results/warning-words.ts")),
  };
  speak = { en: await speakerOf("en"), fr: await speakerOf("fr") };
});

afterAll(() => vite?.close());

/** Google, whom the older words name, and one of the others. */
const vendors = ["gemini", "openai"];

describe("every code of the server has words in English and in French", () => {
  test.each(pauseCodes)("the pause %s", (code) => {
    for (const vendor of vendors) {
      const { title, advice } = words.pauseWords(code, vendor);
      saidInBoth(title);
      saidInBoth(advice);
      for (const until of [null, "2026-11-28T14:32:10Z"])
        for (const per_minute of [null, 60]) {
          saidInBoth(words.waitingTitle({ code, until, per_minute }, vendor));
          saidInBoth(words.waitingAdvice({ code, until, per_minute }, vendor));
        }
    }
  });

  // X7: a pause without an end does not go on by itself, so its words must not say that nothing is to be done.
  test.each(["provider_unreachable", "provider_overloaded"] as const)(
    "the pause %s says to press Resume, the wait of the same name does not",
    (code) => {
      const { advice, remedy } = words.pauseWords(code, "gemini");
      expect(remedy).toBe("resume");
      expect(speak.en._(advice)).toMatch(/press Resume/i);
      expect(speak.fr._(advice)).toMatch(/Reprendre/);
      const waiting = { code, until: null, per_minute: null };
      expect(speak.en._(words.waitingAdvice(waiting, "gemini"))).not.toContain("Resume");
    },
  );

  test.each(errorCodes)("the refusal %s", (code) => {
    saidInBoth(words.requestProblem(new RequestRefused(400, { code, message: "" })));
  });

  test.each([...resultErrorCodes, null])("the failed picture: %s", (code) => {
    for (const vendor of vendors) saidInBoth(words.resultProblem(code, vendor));
  });

  test.each([
    "other_dimensions",
    "cost_estimated",
    "model_shut_down",
    "model_ends_soon",
    "seed_not_taken",
    "model_not_for_key",
  ])("the warning %s", (code) => {
    const told = words.warningWords(code, { asked: [928, 1152], got: [896, 1120] });
    if (told === null) throw new Error(`${code} has no words`);
    saidInBoth(told);
  });
});

test("a picture of another size says both sizes, and a code nobody knows leaves the word to the server", () => {
  const told = words.warningWords("other_dimensions", { asked: [928, 1152], got: [896, 1120] });
  expect(told && speak.fr._(told)).toContain("896 × 1120 pixels au lieu de 928 × 1152");
  expect(words.warningWords("of_tomorrow")).toBeNull();
});

function saidInBoth(told: ReturnType<typeof words.resultProblem>): void {
  const [english, french] = [speak.en._(told), speak.fr._(told)];
  expect(english).toMatch(/\w{2}.*[.!]$/);
  expect(french).toMatch(/\w{2}.*[.!]$/);
  expect(french).not.toBe(english);
}

async function load<Module>(path: string): Promise<Module> {
  return (await vite.ssrLoadModule(path)) as Module;
}

async function speakerOf(locale: "en" | "fr") {
  const { messages } = await load<{ messages: Messages }>(`/src/locales/${locale}/messages.po`);
  return setupI18n({ locale, messages: { [locale]: messages } });
}
