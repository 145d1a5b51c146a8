import { readFile } from "node:fs/promises";

const packageFile = new URL("../../package.json", import.meta.url);

/** Which Bunch this is. */
export async function bunchVersion(): Promise<string> {
  return (JSON.parse(await readFile(packageFile, "utf8")) as { version: string }).version;
}
