import { readFile } from "node:fs/promises";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Words } from "../words/en.ts";
import { reasonOf } from "./read-prompts.ts";

const keyPattern = /^[\x21-\x7E]{1,500}$/;

/** The environment's keys, each for the one vendor that it opens: no other is sent it. */
const vendorVariables: Readonly<Record<string, string>> = {
  gemini: "GEMINI_API_KEY",
  openai: "OPENAI_API_KEY",
};

/** The key for a vendor's models; undefined where there is none. */
export type GivenKey = (vendor: string) => string | undefined;

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
  const keys = new Map(
    Object.entries(vendorVariables).map(([vendor, name]) => [vendor, variable(name)]),
  );
  return (vendor) => keys.get(vendor);
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
