import { parseArgs } from "node:util";

/** A command line that cannot be meant; its help is shown. */
export class WrongFlags extends Error {
  override name = "WrongFlags";
}

type Default = number | boolean | string;
type Widened<Value extends Default> = Value extends number
  ? number
  : Value extends boolean
    ? boolean
    : string;

/** Reads flags over their defaults: a number takes a whole one from 1 on, false is a switch, words take any. */
export function readFlags<const Defaults extends Record<string, Default>>(
  args: readonly string[],
  defaults: Defaults,
): { [Name in keyof Defaults]: Widened<Defaults[Name]> } {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      { type: typeof value === "boolean" ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  const given = parsed(args, options);
  const read = Object.entries(defaults).map(([name, value]) => [
    name,
    typeof value === "number" ? wholeNumber(name, given[name] ?? value) : (given[name] ?? value),
  ]);
  return Object.fromEntries(read) as { [Name in keyof Defaults]: Widened<Defaults[Name]> };
}

function parsed(
  args: readonly string[],
  options: Record<string, { type: "boolean" | "string" }>,
): Record<string, unknown> {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new WrongFlags(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, given: unknown): number {
  const count = Number(given);
  if (Number.isInteger(count) && count > 0) return count;
  throw new WrongFlags(`--${name} takes a whole number from 1 on, not "${String(given)}".`);
}
