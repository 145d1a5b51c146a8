import { confirm, isCancel, password, select, text } from "@clack/prompts";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Speech } from "../words/speak.ts";
import { onOneLine } from "./style.ts";

// Questions go to stderr, so that stdout may lead into a file.
const streams = { output: process.stderr, withGuide: false };

/** Asks yes or no; no is chosen first. Null when the question was taken back by `signal`. */
export async function askYes(
  { words }: Speech,
  question: string,
  signal?: AbortSignal,
): Promise<boolean | null> {
  const stopHearing = hearAsYes(words.yes);
  const answer = await confirm({
    ...streams,
    ...(signal ? { signal } : {}),
    message: onOneLine(question),
    active: words.yes,
    inactive: words.no,
    initialValue: false,
  }).finally(stopHearing);
  if (signal?.aborted) return null;
  if (isCancel(answer)) throw interrupted();
  return answer;
}

/** Asks to choose one of a few; the first is chosen at the start. Null when the question was taken back by `signal`. */
export async function askChoice<Value extends string>(
  question: string,
  choices: readonly { value: Value; label: string }[],
  signal?: AbortSignal,
): Promise<Value | null> {
  const answer = await select<string>({
    ...streams,
    ...(signal ? { signal } : {}),
    message: onOneLine(question),
    options: [...choices],
  });
  if (signal?.aborted) return null;
  if (isCancel(answer)) throw interrupted();
  return choices.find(({ value }) => value === answer)?.value ?? null;
}

/** The question itself hears y and n alone: the first letter of a yes in another language counts as y, as o for Oui. */
function hearAsYes(yes: string): () => void {
  const letter = yes.charAt(0).toLowerCase();
  const hear = (typed: unknown) => {
    if (letter !== "y" && typeof typed === "string" && typed.toLowerCase() === letter)
      process.stdin.emit("keypress", "y", { name: "y" });
  };
  process.stdin.on("keypress", hear);
  return () => process.stdin.off("keypress", hear);
}

type More = { check?: (value: string) => string | undefined; signal?: AbortSignal };

/** Asks for a secret, which is not shown. */
export const askSecret = (question: string, more: More = {}) => askBy(password, question, more);

/** Asks for a line. */
export const askLine = (question: string, more: More = {}) => askBy(text, question, more);

/** Null when the question was taken back by `signal`. */
async function askBy(
  prompt: typeof text | typeof password,
  question: string,
  { check, signal }: More,
): Promise<string | null> {
  const answer = await prompt({
    ...streams,
    ...(signal ? { signal } : {}),
    message: onOneLine(question),
    ...(check ? { validate: (value) => check(value ?? "") } : {}),
  });
  if (signal?.aborted) return null;
  if (isCancel(answer)) throw interrupted();
  return (answer ?? "").trim();
}

function interrupted(): CannotGoOn {
  return new CannotGoOn(exitStatus.interrupted, "interrupted", "");
}
