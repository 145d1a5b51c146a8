import { readSteps } from "./choose-scenario.ts";
import { defaultOptions } from "./emulator-options.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { isFitSetting } from "./is-fit-setting.ts";

/** Lays new settings over the old ones; throws a sentence on a name, scenario or value that means nothing. */
export function withOptions(
  old: EmulatorOptions,
  change: { [Name in keyof EmulatorOptions]?: EmulatorOptions[Name] | undefined },
): EmulatorOptions {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  );
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaultOptions, name))
      throw new Error(
        `Unknown setting ${name}; known are ${Object.keys(defaultOptions).join(", ")}.`,
      );
    if (!isFitSetting(name, value))
      throw new Error(`The setting ${name} cannot be ${JSON.stringify(value)}.`);
  }
  const options: EmulatorOptions = { ...old, ...given };
  for (const step of [...options.script, ...Object.keys(options.probabilities)]) readSteps(step);
  const sum = Object.values(options.probabilities).reduce((total, part) => total + part, 0);
  if (sum > 1.000001) throw new Error(`The probabilities add up to ${sum}, which is more than 1.`);
  return options;
}
