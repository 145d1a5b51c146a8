import { RequestRefused } from "@bunch/contracts/client";

/** Any failure of a request as a refusal, so that every one has words: no answer in time is no answer; a bug of ours is told as a fault. */
export function asRefused(cause: unknown): RequestRefused {
  if (cause instanceof RequestRefused) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof DOMException) return new RequestRefused(0, { code: "not_ready", message });
  return new RequestRefused(500, { code: "internal", message });
}
