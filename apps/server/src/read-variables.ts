import { CannotStart } from "@bunch/core/cannot-start";

/** The environment cannot be started with; the message names each variable and its mend. */
export class ConfigError extends CannotStart {
  readonly variables: readonly string[];
  constructor(wrong: readonly { variable: string; mend: string }[]) {
    super(wrong.map(({ variable, mend }) => `${variable}: ${mend}`).join("\n"));
    this.name = "ConfigError";
    this.variables = wrong.map(({ variable }) => variable);
  }
}

type Range = { fallback: number; least: number; most: number };

/** Reads variables one by one and collects what is wrong with them, so that one start tells it all. Secrets are never repeated. */
export function readVariables(env: Record<string, string | undefined>) {
  const wrong: { variable: string; mend: string }[] = [];
  const refuse = (variable: string, mend: string): void => void wrong.push({ variable, mend });
  /** An empty value counts as none. */
  const text = (variable: string): string | undefined => env[variable]?.trim() || undefined;

  function number(variable: string, range: Range, isWhole: boolean): number {
    const given = text(variable);
    if (given === undefined) return range.fallback;
    const value = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
    if (value >= range.least && value <= range.most && (!isWhole || Number.isInteger(value)))
      return value;
    refuse(
      variable,
      `"${given}" does not fit. Set a ${isWhole ? "whole " : ""}number from ${range.least} to ${range.most}, or leave it out for ${range.fallback}.`,
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

    /** Throws one ConfigError for everything that was refused. */
    finish(): void {
      if (wrong.length > 0) throw new ConfigError(wrong);
    },
  };
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
