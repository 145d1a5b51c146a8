/** Tells in a few words why a connection failed; what aborted it says so itself. Never shows headers, so never a key. */
export function whyOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) {
    const reason: unknown = signal.reason;
    return reason instanceof CutOff ? reason.message : "the call was given up";
  }
  if (error instanceof AggregateError && error.errors.length > 0)
    return whyOf(error.errors[0], signal);
  if (!(error instanceof Error)) return "the connection failed";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "ERR_INVALID_CHAR") return "the API key holds a character that no key has";
  const words = error.message.trim().replace(/\.+$/u, "");
  if (words === "") return code || "the connection failed";
  return code === "" || words.includes(code) ? words : `${words} (${code})`;
}

/** Why we ended a call ourselves. */
export class CutOff extends Error {
  override name = "CutOff";
}
