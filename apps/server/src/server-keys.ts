import type { ServerKeys } from "@bunch/core/models/server-keys";
import type { Config } from "./config.ts";

/** The keys that the environment brings, each under its vendor. */
export function serverKeys(config: Pick<Config, "geminiApiKey" | "openaiApiKey">): ServerKeys {
  const keys = { gemini: config.geminiApiKey, openai: config.openaiApiKey };
  return new Map(Object.entries(keys).flatMap(([vendor, key]) => (key ? [[vendor, key]] : [])));
}
