import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { decodeText } from "@bunch/contracts/import/decode-text";
import { placeholdersOf } from "@bunch/contracts/import/fill-template";
import { entriesOfRows, readRows } from "@bunch/contracts/import/read-rows";
import type { RowProblem } from "@bunch/contracts/import/row-problem";
import { type PromptEntry, wordsOf } from "@bunch/contracts/prompt-row";
import { countCharacters, maxPromptCharacters, splitPrompts } from "@bunch/contracts/prompts-text";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import { onOneLine } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Words } from "../words/en.ts";

/** The prompts of the command: those of the file, then each `--prompt`; checked by the rules that the server has (P1 to P16). */
export async function readPrompts(input: {
  terminal: Terminal;
  words: Words;
  file: string | undefined;
  more: readonly string[];
  /** How many reference images there are to name. */
  references: number;
}): Promise<PromptEntry[]> {
  const { words } = input;
  const given = input.more.map(cleaned).filter((prompt) => prompt !== "");
  const templates = given.filter((prompt) => placeholdersOf(prompt).length > 0);
  const fromFile = await entriesOf(input, templates);
  const plain = given.filter((prompt) => !fromFile.isFilled || !templates.includes(prompt));
  const prompts = [...fromFile.entries, ...plain];
  if (prompts.length === 0) throw refused("no_prompts", words.noPrompts);
  for (const [index, entry] of prompts.entries()) {
    const prompt = wordsOf(entry);
    const length = countCharacters(prompt);
    if (length > maxPromptCharacters)
      throw refused("prompt_too_long", words.promptTooLong(index + 1, length, maxPromptCharacters));
    if (prompt.includes("\0") || !prompt.isWellFormed())
      throw refused("prompt_has_nul", words.promptBadSign(index + 1));
  }
  return prompts;
}

/** How many prompts say and ask what one before them did. */
export function countRepeated(prompts: readonly PromptEntry[]): number {
  return prompts.length - new Set(prompts.map((entry) => JSON.stringify(entry))).size;
}

const isList = (file: string) => /\.(?:csv|tsv|jsonl|ndjson)$/i.test(file);

/** `isFilled`: a table's rows were put into the templates. */
type FromFile = { entries: PromptEntry[]; isFilled: boolean };

async function entriesOf(
  input: Parameters<typeof readPrompts>[0],
  templates: readonly string[],
): Promise<FromFile> {
  const { words, file, terminal } = input;
  if (file === undefined) return { entries: [], isFilled: false };
  const text = await textOf(input, file);
  if (!isList(file)) return { entries: splitPrompts(text), isFilled: false };
  const { rows, problems, ignored, isFilled } = readRows({
    fileName: file,
    text,
    // The server's own number is not known yet.
    maxPrompts: Number.MAX_SAFE_INTEGER,
    takes: { aspectRatios: null, imageSizes: null, references: input.references },
    templates: templates.map((prompt) => ({ prompt })),
  });
  if (problems.length > 0)
    throw refused(
      "list_unfit",
      [words.list.unfit(file), ...problems.map((problem) => line(words, problem))].join("\n"),
    );
  if (ignored.length > 0)
    terminal.complain(words.list.ignored(file, onOneLine(ignored.join(", "))));
  // What has nothing of its own goes as plain text, as it always did.
  const entries = entriesOfRows(rows).map((row) =>
    Object.keys(row).length === 1 ? row.prompt : row,
  );
  return { entries, isFilled };
}

function line(words: Words, { code, row, column, value, allowed }: RowProblem): string {
  const sentence = words.list.row[code](onOneLine(value), allowed);
  const place = row === null ? "" : words.list.place(String(row), onOneLine(column ?? ""));
  return `  ${place === "" ? "" : `${place} – `}${sentence}`;
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
  if (isList(file)) return decodeText(bytes);
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
