import { CannotGoOn, exitStatus } from "./exit-status.ts";
import type { Words } from "./words/en.ts";

/** Reads what was given on the command line, each value checked before anything else happens. */
export function optionReader(words: Words, given: Record<string, unknown>) {
  const text = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === "string" ? value : undefined;
  };
  const refuse = (name: string, rule: string) =>
    new CannotGoOn(exitStatus.refused, "usage", words.badNumber(flagOf(name), rule));
  return {
    text,
    texts: (name: string): string[] => {
      const value = given[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    flag: (name: string): boolean => given[name] === true,
    short: (name: string, most: number): string | undefined => {
      const value = text(name)?.trim() || undefined;
      if (value !== undefined && value.length > most)
        throw new CannotGoOn(exitStatus.refused, "usage", words.nameTooLong);
      return value;
    },
    whole: (name: string, least: number, most: number): number | undefined => {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= least && number <= most) return number;
      throw refuse(name, words.wholeFrom(least, most));
    },
    dollars: (name: string): number | undefined => {
      const value = text(name)
        ?.replace(/^\$|\s*\$$/g, "")
        .replace(",", ".");
      if (value === undefined) return undefined;
      const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0;
      if (number > 0 && number <= 100_000) return number;
      throw refuse(name, words.dollars);
    },
    oneOf: <Choice extends string>(
      name: string,
      choices: readonly Choice[],
    ): Choice | undefined => {
      const value = text(name);
      if (value === undefined) return undefined;
      const found = choices.find((choice) => choice === value);
      if (found) return found;
      throw refuse(name, choices.join(", "));
    },
  };
}
export type OptionReader = ReturnType<typeof optionReader>;

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
