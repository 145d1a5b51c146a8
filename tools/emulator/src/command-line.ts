import { parseArgs } from "node:util";
import { defaultOptions } from "./emulator-options.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { isJsonObject } from "./json-object.ts";
import { isSettingName, settings } from "./settings.ts";
import { readShortForm } from "./short-forms.ts";

/** What was asked for on the command line. */
export interface CommandLine {
  help: boolean;
  port: number;
  options: Partial<EmulatorOptions>;
}

/** What the command starts with, which is closer to the real provider than what tests start with. */
export const commandOptions: Partial<EmulatorOptions> = {
  latency: { kind: "uniform", minMs: 800, maxMs: 2000 },
  refusalLatency: { kind: "uniform", minMs: 100, maxMs: 300 },
  thinkingTokens: { min: 700, max: 2200 },
  pictureFormat: "as_google",
  gzip: true,
  batchPendingMs: 5000,
  batchDurationMs: 30_000,
};

const tierDollars: Readonly<Record<string, number>> = { "1": 10, "2": 50, "3": 200 };
const names = Object.keys(settings).filter(isSettingName);

/** Reads flags and environment, the flags over the environment; throws a sentence on what means nothing. */
export function readCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h" },
      port: { type: "string" },
      options: { type: "string" },
      tier: { type: "string" },
      ...Object.fromEntries(names.map((name) => [flagOf(name), { type: "string" } as const])),
    },
  });
  const words: Readonly<Record<string, string | boolean | undefined>> = values;
  const wordOf = (flag: string): string | undefined => {
    const given = words[flag] ?? environment[variableOf(flag)];
    return typeof given === "string" ? given : undefined;
  };
  const port = Number(wordOf("port") ?? 4010);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error("--port wants a number from 0 to 65535.");

  const tier = wordOf("tier");
  const dollars = tierDollars[tier ?? ""];
  if (tier !== undefined && dollars === undefined) throw new Error("--tier wants 1, 2 or 3.");
  const named: Record<string, unknown> = {};
  for (const name of names) {
    const given = wordOf(flagOf(name));
    if (given !== undefined) named[name] = readShortForm(name, given);
  }
  return {
    help: words["help"] === true,
    port,
    options: {
      ...commandOptions,
      ...(dollars !== undefined && { spendPerTenMinutesMicros: dollars * 1_000_000 }),
      ...objectOf(wordOf("options") ?? "{}"),
      ...named,
    },
  };
}

/** The help text: every flag with what it is for and what it starts with. */
export function helpText(): string {
  const starts = { ...defaultOptions, ...commandOptions };
  const lines = names.map((name) => {
    const start = JSON.stringify(starts[name]);
    return `  --${flagOf(name)}\n      ${settings[name].says} [${start}]`;
  });
  return `npm run emulator -- [--port 4010] [--tier 1|2|3] [--options '{"seed":7}'] [settings]

A Gemini API on this machine: faults, limits, files and batch jobs, a bill, and nothing to pay.
Each setting can also stand in the environment (--requests-per-minute is EMULATOR_REQUESTS_PER_MINUTE), and be
changed while it runs, on its page or by POST /control/configure.

  --requests-per-minute 60 --calls-at-once 8 --latency 800-2000
  --latency ~8000/0.4              most calls 8 s, few much longer (lognormal: median, spread)
  --bucket 2:10,0.5@60000          2 a second, 10 at once; after a minute one in two seconds
  --probabilities unavailable_503=0.05,reset_mid_body=0.02
  --tier 1                         10 dollars in ten minutes (2: 50, 3: 200)

Settings, with what they start with:

${lines.join("\n")}
`;
}

function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

function variableOf(flag: string): string {
  return `EMULATOR_${flag.replaceAll("-", "_").toUpperCase()}`;
}

function objectOf(text: string): Record<string, unknown> {
  const given: unknown = JSON.parse(text);
  if (!isJsonObject(given)) throw new Error("--options wants a JSON object of settings.");
  return given;
}
