import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { countCharacters, maxPromptCharacters, splitPrompts } from "@bunch/contracts/prompts-text";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Words } from "../words/en.ts";

/** The prompts of the command: those of the file, then each `--prompt`; checked by the rules that the server has (P1 to P9). */
export async function readPrompts(input: {
  terminal: Terminal;
  words: Words;
  file: string | undefined;
  more: readonly string[];
}): Promise<string[]> {
  const { words, file } = input;
  const fromFile = file === undefined ? [] : splitPrompts(await textOf(input, file));
  const given = input.more.map(cleaned).filter((prompt) => prompt !== "");
  const prompts = [...fromFile, ...given];
  if (prompts.length === 0) throw refused("no_prompts", words.noPrompts);
  for (const [index, prompt] of prompts.entries()) {
    const length = countCharacters(prompt);
    if (length > maxPromptCharacters)
      throw refused("prompt_too_long", words.promptTooLong(index + 1, length, maxPromptCharacters));
    if (prompt.includes("\0") || !prompt.isWellFormed())
      throw refused("prompt_has_nul", words.promptBadSign(index + 1));
  }
  return prompts;
}

/** How many prompts say what one before them said. */
export function countRepeated(prompts: readonly string[]): number {
  return prompts.length - new Set(prompts).size;
}

/** An argument is one prompt, as an entry of a list is (P6). */
function cleaned(prompt: string): string {
  return prompt.replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n").trim();
}

async function textOf(
  { terminal, words }: { terminal: Terminal; words: Words },
  file: string,
): Promise<string> {
  const isInput = file === "-";
  if (isInput && process.stdin.isTTY) terminal.complain(words.reading);
  let bytes: Buffer;
  try {
    bytes = isInput ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    throw refused("file_unreadable", words.fileUnreadable(file, reasonOf(error)));
  }
  try {
    return decoderOf(bytes).decode(bytes);
  } catch {
    throw refused("not_text", words.notText(file));
  }
}

/** UTF-8, or what Windows' Notepad calls Unicode, told by its first two bytes. */
function decoderOf(bytes: Buffer) {
  const mark = bytes.subarray(0, 2).toString("hex");
  const encoding = mark === "fffe" ? "utf-16le" : mark === "feff" ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding, { fatal: true });
}

/** Why a file cannot be read or written, without its path and call. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, \w+(?: '.*')*$/, "").replace(/^E[A-Z]+: /, "");
}

const refused = (code: string, sentence: string) =>
  new CannotGoOn(exitStatus.refused, code, sentence);
