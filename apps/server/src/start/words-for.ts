import { CannotStart } from "@bunch/core/cannot-start";

/** By the system, by PostgreSQL, or over a quota. */
const noRoomCodes = new Set(["ENOSPC", "EDQUOT", "53100"]);

/** What a person at the console reads of what ended a start: a sentence, and for a bug where it is. */
export function wordsFor(
  error: unknown,
  folders: { dataDir: string; logDir: string } | null,
): string {
  // Also behind a sentence that thinks of something else: on a full disk everything may fail.
  const full = chainOf(error).find((one) => noRoomCodes.has(codeOf(one)));
  if (full && !(error instanceof CannotStart && /full/.test(error.message)))
    return `The disk is full${folders ? ` (DATA_DIR is ${folders.dataDir}, LOG_DIR is ${folders.logDir})` : ""}. Free some room, then start again: nothing is lost.`;
  if (error instanceof CannotStart) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Whether it ended because it was told to. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let one = error; one instanceof Error && chain.length < 10; one = one.cause) chain.push(one);
  return chain;
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}
