import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadEnvFile } from "node:process";

/** Puts the `.env` of a folder into the environment, if there is one; what is set already wins. */
export function loadDotEnv(folder: string): void {
  const path = join(folder, ".env");
  if (existsSync(path)) loadEnvFile(path);
}
