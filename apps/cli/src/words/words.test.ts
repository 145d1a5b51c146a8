import { expect, test } from "vitest";
import { chooseLanguage } from "./choose-language.ts";
import { en } from "./en.ts";
import { enHelp } from "./en-help.ts";
import { companyOf, enProblems } from "./en-problems.ts";
import { createFormats } from "./formats.ts";
import { fr } from "./fr.ts";
import { frHelp } from "./fr-help.ts";
import { frProblems } from "./fr-problems.ts";

/** The same in both languages. */
const shared = [
  "prompts",
  "labels.prompts",
  "labels.references",
  "labels.pictures",
  "price",
  "usage.badValue",
  "eachBySize",
  "took",
];

/** Every sentence of a catalogue by its place; what takes values is said with ones and with many. */
function sentences(words: object, place = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [name, value] of Object.entries(words) as [string, unknown][]) {
    const path = place === "" ? name : `${place}.${name}`;
    if (typeof value === "string") all.set(path, value);
    else if (typeof value === "function" && name !== "refused")
      for (const many of [1, 7])
        all.set(
          `${path}(${many})`,
          String((value as (...given: unknown[]) => unknown)(many, many, many)),
        );
    else if (typeof value === "object" && value !== null)
      for (const [inner, sentence] of sentences(value, path)) all.set(inner, sentence);
  }
  return all;
}

test.each([
  ["words", en(createFormats("en")), fr(createFormats("fr"))],
  ["help", enHelp, frHelp],
  ["problems", enProblems(companyOf("Google")), frProblems(companyOf("Google"))],
  ["problems at OpenAI", enProblems(companyOf("OpenAI")), frProblems(companyOf("OpenAI"))],
  ["problems anywhere", enProblems(companyOf(undefined)), frProblems(companyOf(undefined))],
])("C12: %s: French says all that English says, in French", (_, english, french) => {
  const inEnglish = sentences(english);
  const inFrench = sentences(french);
  expect([...inFrench.keys()]).toEqual([...inEnglish.keys()]);
  const untranslated = [...inFrench].filter(
    ([place, sentence]) =>
      sentence === inEnglish.get(place) &&
      /[a-z]{3}/.test(sentence) &&
      !shared.includes(place.replace(/\(\d\)$/, "")),
  );
  expect(untranslated).toEqual([]);
  for (const [place, sentence] of inFrench) {
    // French puts a blank before these, and it must not break there.
    expect(`${place} ${sentence}`).not.toMatch(
      /[^\u00A0][?!;»](?:\s|$)|[^\u00A0]:(?:\s|$)|«[^\u00A0]/,
    );
    expect(`${place} ${sentence}`).not.toMatch(/\bundefined\b|\bnull\b|NaN/);
  }
});

test("C12: a refusal has French words for every code", () => {
  const told = { message: "Server's words.", prompt: 3, allowed: "1:1, 16:9", limit: undefined };
  const problems = frProblems(companyOf(undefined));
  expect(problems.refused({ ...told, code: "prompt_too_long" })).toBe(
    "Le prompt 3 est trop long. Raccourcissez-le.",
  );
  expect(problems.refused({ ...told, code: "ratio_not_taken" })).toContain("Il dessine 1:1, 16:9.");
  expect(problems.refused({ ...told, code: "over_limit", limit: "pictures_a_day" })).toContain(
    "minuit (UTC)",
  );
  expect(enProblems(companyOf(undefined)).refused({ ...told, code: "ratio_not_taken" })).toBe(
    "Server's words.",
  );
});

test("C12: who draws is named, as each language does", () => {
  const [google, openai, other] = ["Google", "OpenAI", undefined].map(companyOf);
  if (!google || !openai || !other) throw new Error("There are three.");
  expect(enProblems(openai).pause.no_credit.title).toBe(
    "The credit of this key is used up at OpenAI.",
  );
  expect(enProblems(other).result.doubted).toContain("while the provider was drawing");
  expect(enProblems(other).pause.bad_key.title).toBe("The provider refused this key.");
  expect(frProblems(google).result.filtered).toContain("Le filtre de Google a retenu");
  expect(frProblems(openai).result.filtered).toContain("Le filtre d’OpenAI a retenu");
  expect(frProblems(other).result.filtered).toContain("Le filtre du fournisseur a retenu");
  expect(frProblems(other).pause.bad_key.title).toBe("Le fournisseur refuse cette clé.");
});

test.each([
  ["a wish before all", "en", { LC_ALL: "fr_FR.UTF-8" }, "fr", { language: "en", locale: "en" }],
  [
    "LC_ALL before LANG",
    undefined,
    { LC_ALL: "fr_CA.UTF-8", LANG: "en_US" },
    "en",
    { language: "fr", locale: "fr-CA" },
  ],
  [
    "LC_MESSAGES before LANG",
    undefined,
    { LC_MESSAGES: "fr", LANG: "en_US" },
    "en",
    { language: "fr", locale: "fr" },
  ],
  [
    "an empty LC_ALL as none",
    undefined,
    { LC_ALL: "", LANG: "fr_BE@euro" },
    "en",
    { language: "fr", locale: "fr-BE" },
  ],
  ["C as English", undefined, { LANG: "C.UTF-8" }, "fr-FR", { language: "en", locale: "en" }],
  [
    "a language that is not spoken as English",
    undefined,
    { LANG: "frp_FR" },
    "fr-FR",
    { language: "en", locale: "en" },
  ],
  [
    "the system's without an environment",
    undefined,
    {},
    "fr-FR",
    { language: "fr", locale: "fr-FR" },
  ],
])("C12: the language: %s", (_, wish, env, systemLocale, chosen) => {
  expect(chooseLanguage({ wish, env, systemLocale })).toEqual(chosen);
});
