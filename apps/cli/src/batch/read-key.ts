import { readFile } from "node:fs/promises";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Words } from "../words/en.ts";
import { reasonOf } from "./read-prompts.ts";

const keyPattern = /^[\x21-\x7E]{1,500}$/;

/** The key of `--key-file`, else of the environment; undefined where there is none. It is never taken from an argument (C2). */
export async function readKey(
  words: Words,
  file: string | undefined,
  env: Record<string, string | undefined>,
): Promise<string | undefined> {
  if (file === undefined) {
    const name = env["BUNCH_API_KEY"]?.trim() ? "BUNCH_API_KEY" : "GEMINI_API_KEY";
    const key = env[name]?.trim() || undefined;
    if (key !== undefined && !keyPattern.test(key)) throw bad(words.keyFileBad(name));
    return key;
  }
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
