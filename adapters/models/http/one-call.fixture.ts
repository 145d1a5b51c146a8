import { expect, onTestFinished } from "vitest";
import { callLimits, callOnce } from "./call-once.ts";
import type { CallLimits } from "./call-once.ts";
import { createLine } from "./line.ts";
import { startRawServer } from "./raw-server.fixture.ts";
import { createRecordingSink } from "./recording-sink.fixture.ts";

export const apiKey = "AIzaCanary-0123456789";
const limits: CallLimits = { ...callLimits, connectTimeoutMs: 1000, idleTimeoutMs: 400 };

export const setting = {
  variable: "VENDOR_BASE_URL",
  example: "https://api.example.com",
  version: "/v1",
};

/** Makes one call with a sink that records, and looks for the key in what it says. */
export async function call(
  baseUrl: string,
  change: {
    deadlineMs?: number;
    limits?: Partial<CallLimits>;
    signal?: AbortSignal;
    recording?: ReturnType<typeof createRecordingSink>;
    apiKey?: string;
    proxyEnv?: Record<string, string>;
    body?: Buffer;
  } = {},
) {
  const recording = change.recording ?? createRecordingSink();
  const body = change.body ?? Buffer.from("a red fox");
  const end = await callOnce({
    line: createLine({ baseUrl, setting, proxyEnv: change.proxyEnv }),
    path: "/v1/draw",
    headers: { "x-key": change.apiKey ?? apiKey, "content-type": "text/plain" },
    body: { pieces: [body], contentLength: body.byteLength },
    deadlineMs: change.deadlineMs ?? 5000,
    limits: { ...limits, ...change.limits },
    sink: recording.sink,
    signal: change.signal ?? new AbortController().signal,
  });
  // I10: whatever happened, no message shows the key.
  expect(JSON.stringify(end)).not.toContain(change.apiKey ?? apiKey);
  return { end, ...recording };
}

/** Starts a raw server that ends with the test. */
export async function served(...given: Parameters<typeof startRawServer>) {
  const server = await startRawServer(...given);
  onTestFinished(() => server.stop());
  return server;
}

/** A short answer on the wire. */
export const whole = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";
