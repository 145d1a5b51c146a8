import { readFile, writeFile } from "node:fs/promises";

/** The lines of a key file as they are now; none where there is no file. */
export async function keysNow(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").filter((line) => line.trim() !== "");
}

/**
 * Writes the keys of a file as they are now, and below them those of before the rows were read: a rotation in between
 * leaves rows that only one of the two opens. False when there are none.
 */
export async function takeKeys(
  from: string,
  to: string,
  before: readonly string[],
): Promise<boolean> {
  const keys = new Set([...(await keysNow(from)), ...before]);
  if (keys.size === 0) return false;
  const text = [...keys].map((key) => `${key}\n`).join("");
  await writeFile(to, text, { flag: "wx", mode: 0o600, flush: true });
  return true;
}
