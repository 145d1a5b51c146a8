import { bodyOf } from "./body-of.ts";
import { addressOf, type Line } from "./line.ts";
import { sendOnce } from "./send-once.ts";
import { startDeadline } from "./start-deadline.ts";
import { CutOff } from "./why-of.ts";

const deadlineMs = 10_000;

/** Asks once, for free, for a short list, as that of what a key may call; a sentence where nothing whole came. */
export async function askList(input: {
  line: Line;
  path: string;
  headers: Record<string, string>;
  signal: AbortSignal;
}): Promise<{ status: number; body: Buffer } | string> {
  const { line } = input;
  const cut = new AbortController();
  const deadline = startDeadline(deadlineMs, () =>
    cut.abort(new CutOff(`it took more than ${deadlineMs / 1000} s`)),
  );
  const signal = AbortSignal.any([input.signal, cut.signal]);
  try {
    const sent = await sendOnce({
      url: addressOf(line, input.path),
      method: "GET",
      headers: { ...input.headers, "accept-encoding": "identity" },
      body: [],
      agent: line.agent,
      connectTimeoutMs: deadlineMs,
      signal,
    });
    if (!sent.sent || !sent.response) return sent.message;
    const body = await bodyOf(sent.response, signal);
    return typeof body === "string" ? body : { status: sent.response.statusCode ?? 0, body };
  } finally {
    deadline.stop();
  }
}
