import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { batchScenarios } from "./batches/batch-scenarios.ts";
import { commandOptions } from "./command-line.ts";
import { defaultOptions } from "./emulator-options.ts";
import { scenarios } from "./scenarios.ts";
import { isSettingName, settings } from "./settings.ts";

const document = readFileSync(new URL("../../../docs/emulator.md", import.meta.url), "utf8");

test.each([...Object.keys(scenarios), ...Object.keys(batchScenarios)])(
  "docs/emulator.md names the scenario %s",
  (name) => expect(document).toContain(`\`${name}\``),
);

test.each(Object.keys(settings).filter(isSettingName))(
  "docs/emulator.md tells what the setting %s is for and what it starts with",
  (name) => {
    const [, table = ""] = document.split("\n## Settings\n");
    const row = table.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
    const words = row?.replaceAll("\\|", "|");
    expect(words).toContain(settings[name].says);
    expect(words).toContain(`\`${JSON.stringify(defaultOptions[name])}\``);
    if (name in commandOptions)
      expect(words).toContain(`the command: \`${JSON.stringify(commandOptions[name])}\``);
  },
);
