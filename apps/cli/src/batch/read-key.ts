import { readFile } from "node:fs/promises";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { VendorOf } from "../server/vendor-of.ts";
import type { Words } from "../words/en.ts";
import { reasonOf } from "./read-prompts.ts";

const keyPattern = /^[\x21-\x7E]{1,500}$/;

/** The key for a vendor's models; undefined where there is none. */
export type GivenKey = (vendor: VendorOf | undefined) => string | undefined;

/** The key of `--key-file`, else of the environment. It is never taken from an argument (C2). */
export async function readKey(
  words: Words,
  file: string | undefined,
  env: Record<string, string | undefined>,
): Promise<GivenKey> {
  if (file !== undefined) {
    const key = await readKeyFile(words, file);
    return () => key;
  }
  const variable = (name: string) => {
    const key = env[name]?.trim() || undefined;
    if (key !== undefined && !keyPattern.test(key)) throw bad(words.keyFileBad(name));
    return key;
  };
  const forAny = variable("BUNCH_API_KEY");
  if (forAny !== undefined) return () => forAny;
  // Each is for the one vendor that it opens: no other is sent it.
  return (vendor) => (vendor?.key_variable ? variable(vendor.key_variable) : undefined);
}

async function readKeyFile(words: Words, file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw bad(words.fileUnreadable(file, reasonOf(error)));
  }
  const key = text.replace(/^\uFEFF/, "").trim();
  if (!keyPattern.test(key)) throw bad(words.keyFileBad(file));
  return key;
}

/** Whether a typed text could be a key. */
export function looksLikeKey(text: string): boolean {
  return keyPattern.test(text.trim());
}

const bad = (sentence: string) => new CannotGoOn(exitStatus.refused, "bad_key_source", sentence);
