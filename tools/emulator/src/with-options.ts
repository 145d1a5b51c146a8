import { readSteps } from "./choose-scenario.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { scenarios } from "./scenarios.ts";
import { isSettingName, settings } from "./settings.ts";

/** Lays new settings over the old ones; throws a sentence on a name, scenario or value that means nothing. */
export function withOptions(
  old: EmulatorOptions,
  change: { [Name in keyof EmulatorOptions]?: EmulatorOptions[Name] | undefined },
): EmulatorOptions {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  );
  for (const [name, value] of Object.entries(given)) {
    if (!isSettingName(name))
      throw new Error(`Unknown setting ${name}; known are ${Object.keys(settings).join(", ")}.`);
    if (!settings[name].fits(value))
      throw new Error(
        `The setting ${name} cannot be ${JSON.stringify(value)}: ${settings[name].says}.`,
      );
  }
  const options: EmulatorOptions = { ...old, ...given };
  for (const step of [...options.script, ...Object.keys(options.probabilities)]) readSteps(step);
  for (const { name } of options.filesAndBatchesScript.flatMap(readSteps))
    if (scenarios[name].reply.kind !== "error")
      throw new Error(`filesAndBatchesScript takes errors alone, and ${name} is none.`);
  const sum = Object.values(options.probabilities).reduce((total, part) => total + part, 0);
  if (sum > 1.000001) throw new Error(`The probabilities add up to ${sum}, which is more than 1.`);
  return options;
}
