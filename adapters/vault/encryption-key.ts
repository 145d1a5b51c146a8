import { createHash, randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EncryptionKeyUnusable } from "./encryption-key-unusable.ts";
import { isEncryptionKey, keyFileName, readKeyFile } from "./key-file.ts";

/** SHA-256 of a key that stands in print: whoever uses it shares it with all readers. */
const printedKeySha256 = "7f2f265171708fd50807b831533788c691c14729d9932695d94ddfec40535c44";
const howToMake = `node -e "console.log(require('crypto').randomBytes(32).toString('hex'))"`;

/** The key that seals API keys: the environment's, else the one in DATA_DIR, which is made once where that is allowed. */
export async function loadEncryptionKey(input: {
  fromEnvironment?: string;
  /** The former one, which opens beside it. */
  previousFromEnvironment?: string;
  dataDir: string;
  mayGenerate: boolean;
}): Promise<{
  key: string;
  /** Keys that the file holds from a rotation which is not over; they still open. */
  formerKeys: string[];
  warnings: string[];
  generated: boolean;
  /** The file that the key is in and may change in while we run; null when it comes from the environment. */
  file: string | null;
}> {
  const path = join(input.dataDir, keyFileName);
  const given = input.fromEnvironment?.trim() ?? "";
  if (given !== "") {
    const { key, warnings } = await checkGiven(
      given,
      input.previousFromEnvironment?.trim() ?? "",
      path,
    );
    return {
      key,
      formerKeys: [],
      warnings: [...warnOfPrinted(key), ...warnings],
      generated: false,
      file: null,
    };
  }

  const kept = await readKeyFile(path);
  if (kept !== null) {
    const [key, ...formerKeys] = kept;
    return { key, formerKeys, warnings: warnOfPrinted(key), generated: false, file: path };
  }
  if (!input.mayGenerate)
    throw new EncryptionKeyUnusable(
      `ENCRYPTION_KEY is missing. With a database of your own all processes must share one: make it once with ${howToMake} and give the same to each of them.`,
    );
  return { ...(await generate(input.dataDir, path)), formerKeys: [], warnings: [], file: path };
}

async function checkGiven(given: string, previous: string, path: string) {
  if (!isEncryptionKey(given))
    throw new EncryptionKeyUnusable(
      `ENCRYPTION_KEY must be 64 hexadecimal characters (0-9, a-f); this one has ${given.length} characters. Make one with ${howToMake}.`,
    );
  const key = given.toLowerCase();
  const kept = await readKeyFile(path);
  const opening = [key, previous.toLowerCase()];
  if (kept === null || kept.every((one) => opening.includes(one))) return { key, warnings: [] };
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

async function generate(dataDir: string, path: string) {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const arriving = join(dataDir, `.encryption.key.${randomUUID()}`);
  try {
    const text = `${randomBytes(32).toString("hex")}\n`;
    await writeFile(arriving, text, { flag: "wx", mode: 0o600, flush: true });
    const generated = await takeName(arriving, path, text);
    // Of two that start at once, the second takes the key of the first.
    const [key] = (await readKeyFile(path)) ?? [];
    if (key === undefined) throw new Error(`The key file ${path} vanished as soon as it was made.`);
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
