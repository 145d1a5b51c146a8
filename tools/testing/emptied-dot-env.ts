import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/**
 * An empty value, which counts as none, for each setting of a folder's `.env` that the environment does not set. Put into
 * the environment they keep what runs there from reading that file, as what is set already wins.
 */
export function emptiedDotEnv(
  folder: string,
  env: Record<string, string | undefined>,
): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(join(folder, ".env"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  const names = Object.keys(parseEnv(text)).filter((name) => env[name] === undefined);
  return Object.fromEntries(names.map((name) => [name, ""]));
}
