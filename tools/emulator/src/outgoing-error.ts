import type { OutgoingReply } from "./deliver.ts";
import type { Verdict } from "./judge-call.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import type { PlannedError } from "./scenario.ts";

/** Turns an error into what goes over the wire: pages as HTML, other words as text, the rest as JSON on one line. */
export function outgoingError(
  error: PlannedError,
  verdict: Verdict<unknown>,
  model: string,
  options: EmulatorOptions,
  headers: Readonly<Record<string, string>>,
): OutgoingReply {
  const body = error.body({
    model,
    delaySeconds: Number(verdict.delaySeconds.toFixed(9)),
    limit: verdict.bound ?? options.requestsPerMinute ?? 10,
  });
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const page = text.startsWith("<") ? "text/html" : "text/plain; charset=utf-8";
  return {
    status: error.httpStatus,
    contentType: typeof body === "string" ? page : "application/json",
    headers,
    body: [Buffer.from(text)],
  };
}
