import type { ImageModels } from "@bunch/core/ports/image-model";
import type { Config } from "./config.ts";
import { ConfigError } from "./read-variables.ts";

/** Stops a start whose DEFAULT_MODEL nobody knows, and names those that are known. */
export function refuseUnknownDefault(config: Config, { catalogue }: ImageModels): void {
  const { defaultModel } = config;
  if (defaultModel === undefined || catalogue.some((entry) => entry.id === defaultModel)) return;
  throw new ConfigError([
    {
      variable: "DEFAULT_MODEL",
      mend: `There is no model "${defaultModel}". Choose one of: ${catalogue.map((entry) => entry.id).join(", ")}.`,
    },
  ]);
}
