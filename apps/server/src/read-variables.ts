import { CannotStart } from "@bunch/core/cannot-start";
import { likelyName } from "./likely-name.ts";
import type { DotEnvLines } from "./load-dot-env.ts";

/** A variable, its mend, and the line of `.env` that set it, if one did. */
type Wrong = { variable: string; mend: string; line?: number | undefined };

/** The environment cannot be started with; the message names each variable and its mend. */
export class ConfigError extends CannotStart {
  readonly variables: readonly string[];
  constructor(wrong: readonly Wrong[]) {
    super(wrong.map((one) => `${one.variable}${placeOf(one)}: ${one.mend}`).join("\n"));
    this.name = "ConfigError";
    this.variables = wrong.map(({ variable }) => variable);
  }
}

/** `leftOut` tells what comes of none where that is no number. */
type Range = { fallback: number; least: number; most: number; leftOut?: string };

/** Reads variables one by one and collects what is wrong with them, so that one start tells it all. Secrets are never repeated. */
export function readVariables(
  env: Record<string, string | undefined>,
  lines: DotEnvLines = new Map(),
) {
  const wrong: Wrong[] = [];
  const asked = new Set<string>();
  const refuse = (variable: string, mend: string): void => {
    wrong.push({ variable, mend, line: lines.get(variable) });
  };
  /** An empty value counts as none. */
  const text = (variable: string): string | undefined => {
    asked.add(variable);
    return env[variable]?.trim() || undefined;
  };

  function number(variable: string, range: Range, isWhole: boolean): number {
    const given = text(variable);
    if (given === undefined) return range.fallback;
    const value = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
    if (value >= range.least && value <= range.most && (!isWhole || Number.isInteger(value)))
      return value;
    refuse(
      variable,
      `"${given}" does not fit. Set a ${isWhole ? "whole " : ""}number from ${range.least} to ${range.most}, or leave it out ${range.leftOut ?? `for ${range.fallback}`}.`,
    );
    return range.fallback;
  }

  return {
    refuse,
    text,
    wholeNumber: (variable: string, range: Range) => number(variable, range, true),
    decimalNumber: (variable: string, range: Range) => number(variable, range, false),

    oneOf<Choice extends string>(
      variable: string,
      choices: readonly Choice[],
      fallback: Choice,
    ): Choice {
      const given = text(variable);
      if (given === undefined) return fallback;
      const found = choices.find((choice) => choice === given.toLowerCase());
      if (!found)
        refuse(
          variable,
          `"${given}" is not known. Set one of ${choices.join(", ")}, or leave it out for ${fallback}.`,
        );
      return found ?? fallback;
    },

    /** An address with one of these protocols (`http:`); a password in it may hold anything percent-encoded. */
    address(variable: string, protocols: readonly string[], example: string): URL | undefined {
      const given = text(variable);
      if (given === undefined) return undefined;
      // PostgreSQL's addresses may leave the host out and name a socket's folder after the `?`.
      const whole = given.replace(/^(postgres\w*:\/\/(?:[^@/]*@)?)(?=\/)/, "$1localhost");
      const url = URL.canParse(whole) ? new URL(whole) : null;
      if (url && protocols.includes(url.protocol) && url.hostname !== "" && isDecodable(url))
        return url;
      refuse(
        variable,
        `This is not an address as needed here. Write it like ${example}; signs such as # / @ in a password have to be percent-encoded.`,
      );
      return undefined;
    },

    /** What is set under a name that nobody asks for, but that is near to one that somebody does. */
    misspelt(): string[] {
      const known = [...asked];
      return Object.keys(env).flatMap((name) => {
        const meant = env[name] && !asked.has(name) ? likelyName(name, known) : null;
        const line = lines.get(name);
        const where = line === undefined ? "is set" : `is set in line ${line} of .env`;
        return meant === null
          ? []
          : [`${name} ${where} and means nothing to Bunch. Did you mean ${meant}?`];
      });
    },

    /** Throws one ConfigError for everything that was refused. */
    finish(): void {
      if (wrong.length > 0) throw new ConfigError(wrong);
    },
  };
}

function placeOf({ line }: Wrong): string {
  return line === undefined ? "" : ` (line ${line} of .env)`;
}

function isDecodable(url: URL): boolean {
  try {
    decodeURIComponent(url.username + url.password);
    return true;
  } catch {
    return false;
  }
}

export type Variables = ReturnType<typeof readVariables>;
