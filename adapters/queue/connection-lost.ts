const lostCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);

const lostMessages =
  /connection (is closed|terminated|ended|timeout)|timeout exceeded when trying to connect|query read timeout|not queryable|max retries per request|stream isn't writeable|^LOADING|^READONLY|command timed out/i;

/** Tells an outage of PostgreSQL or Redis, which passes by itself, from an error that a person should see. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return (
    lostCodes.has(code) ||
    code.startsWith("08") ||
    lostMessages.test(error.message) ||
    isConnectionLost(error.cause)
  );
}
