import { createHash, randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EncryptionKeyUnusable } from "./encryption-key-unusable.ts";

/** SHA-256 of a key that stands in print: whoever uses it shares it with all readers. */
const printedKeySha256 = "7f2f265171708fd50807b831533788c691c14729d9932695d94ddfec40535c44";
const howToMake = `node -e "console.log(require('crypto').randomBytes(32).toString('hex'))"`;

/** Whether a text can be an ENCRYPTION_KEY: 64 hexadecimal characters. */
export function isEncryptionKey(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

/** The key that seals API keys: the environment's, else the one in DATA_DIR, which is made once where that is allowed. */
export async function loadEncryptionKey(input: {
  fromEnvironment?: string;
  dataDir: string;
  mayGenerate: boolean;
}): Promise<{ key: string; warnings: string[]; generated: boolean }> {
  const path = join(input.dataDir, "encryption.key");
  const given = input.fromEnvironment?.trim() ?? "";
  if (given !== "") {
    const { key, warnings } = await checkGiven(given, path);
    return { key, warnings: [...warnOfPrinted(key), ...warnings], generated: false };
  }

  const kept = await readKept(path);
  if (kept !== null) return { key: kept, warnings: warnOfPrinted(kept), generated: false };
  if (!input.mayGenerate)
    throw new EncryptionKeyUnusable(
      `ENCRYPTION_KEY is missing. With a database of your own all processes must share one: make it once with ${howToMake} and give the same to each of them.`,
    );
  return { ...(await generate(input.dataDir, path)), warnings: [] };
}

async function checkGiven(given: string, path: string) {
  if (!isEncryptionKey(given))
    throw new EncryptionKeyUnusable(
      `ENCRYPTION_KEY must be 64 hexadecimal characters (0-9, a-f); this one has ${given.length} characters. Make one with ${howToMake}.`,
    );
  const key = given.toLowerCase();
  const kept = await readKept(path);
  if (kept === null || kept === key) return { key, warnings: [] };
  return {
    key,
    warnings: [
      `ENCRYPTION_KEY differs from the key in ${path}, so API keys sealed with that one stay shut. Set ENCRYPTION_KEY_PREVIOUS to it, or remove the file.`,
    ],
  };
}

function warnOfPrinted(key: string): string[] {
  if (createHash("sha256").update(key).digest("hex") !== printedKeySha256) return [];
  return [
    `ENCRYPTION_KEY is the one printed in the manual, which everybody can read. Make your own with ${howToMake}, and set ENCRYPTION_KEY_PREVIOUS to the old one so that stored API keys still open.`,
  ];
}

/** Null when there is no key file. */
async function readKept(path: string): Promise<string | null> {
  let text: string;
  try {
    text = (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new EncryptionKeyUnusable(
      `The key file ${path} cannot be read. Give this process's user read rights to it.`,
      { cause: error },
    );
  }
  if (isEncryptionKey(text)) return text.toLowerCase();
  throw new EncryptionKeyUnusable(
    `The key file ${path} does not hold 64 hexadecimal characters. Put the right key back from a backup; or remove the file, and a new key is made that opens none of the stored API keys.`,
  );
}

async function generate(dataDir: string, path: string) {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const arriving = join(dataDir, `.encryption.key.${randomUUID()}`);
  try {
    const text = `${randomBytes(32).toString("hex")}\n`;
    await writeFile(arriving, text, { flag: "wx", mode: 0o600, flush: true });
    const generated = await takeName(arriving, path, text);
    // Of two that start at once, the second takes the key of the first.
    const key = await readKept(path);
    if (key === null) throw new Error(`The key file ${path} vanished as soon as it was made.`);
    return { key, generated };
  } finally {
    await rm(arriving, { force: true });
  }
}

/** Gives the file its name unless that is taken; a link shows up with its whole content or not at all. */
async function takeName(arriving: string, path: string, text: string): Promise<boolean> {
  try {
    await link(arriving, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
  }
  // Some file systems know no links.
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600, flush: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
