import type { ServerKeys } from "@bunch/core/models/server-keys";
import type { Config } from "./config.ts";

/** The keys that the environment brings, each under its vendor. */
export function serverKeys({ geminiApiKey }: Pick<Config, "geminiApiKey">): ServerKeys {
  return new Map(geminiApiKey === undefined ? [] : [["gemini", geminiApiKey]]);
}
