import type { ServerKeys } from "@bunch/core/models/server-keys";
import type { Config } from "./config.ts";

/** The keys that the environment brings, each under its vendor. */
export function serverKeys({ providers }: Pick<Config, "providers">): ServerKeys {
  return new Map(
    Object.entries(providers).flatMap(([vendor, { apiKey }]) => (apiKey ? [[vendor, apiKey]] : [])),
  );
}
