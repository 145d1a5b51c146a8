import { confirm, isCancel, password, text } from "@clack/prompts";
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
  const answer = await confirm({
    ...streams,
    ...(signal ? { signal } : {}),
    message: onOneLine(question),
    active: words.yes,
    inactive: words.no,
    initialValue: false,
  });
  if (signal?.aborted) return null;
  if (isCancel(answer)) throw interrupted();
  return answer;
}

/** Asks for a secret, which is not shown. */
export async function askSecret(
  question: string,
  more: { check?: (value: string) => string | undefined; signal?: AbortSignal } = {},
): Promise<string | null> {
  const { check, signal } = more;
  const answer = await password({
    ...streams,
    ...(signal ? { signal } : {}),
    message: onOneLine(question),
    ...(check ? { validate: (value) => check(value ?? "") } : {}),
  });
  if (signal?.aborted) return null;
  if (isCancel(answer)) throw interrupted();
  return (answer ?? "").trim();
}

/** Asks for a line. */
export async function askLine(
  question: string,
  more: { check?: (value: string) => string | undefined; signal?: AbortSignal } = {},
): Promise<string | null> {
  const { check, signal } = more;
  const answer = await text({
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
