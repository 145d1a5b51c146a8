import { readFileSync } from "node:fs";
import type { Reading } from "@bunch/core/results/reading";
import { geminiCatalogue } from "./catalogue.ts";
import { readGemini } from "./mapping.ts";
import { aiStudio } from "./model.ts";

/** Answers with status 200, by name, after the shapes that Gemini is known to send. */
export const answers = recorded("answers.json") as Record<string, unknown>;
/** HTTP errors, by name. */
export const errors = recorded("errors.json") as Record<string, { status: number; body: unknown }>;
/** The picture in those answers. */
export const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
/** Monday 2026-11-23, 20:00 UTC: noon in California. */
const nowMs = Date.UTC(2026, 10, 23, 20);

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8"));
}

/** Reads one reply, as JSON, text or bytes. */
export function read(
  status: number,
  body: unknown,
  { whole = true, model = "gemini-nano-banana-2.1", imageSize = "1K" } = {},
): Reading {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = { status, body: body instanceof Uint8Array ? body : Buffer.from(text), whole };
  const entry = geminiCatalogue.find((one) => one.id === model);
  if (!entry) throw new Error(`no ${model}`);
  const { words } = aiStudio;
  return readGemini({ answer, entry, catalogue: geminiCatalogue, imageSize, nowMs, words });
}

/** Reads a recorded answer. */
export function readAnswerNamed(name: string): Reading {
  if (!answers[name]) throw new Error(`no fixture ${name}`);
  return read(200, answers[name]);
}

/** Reads a recorded error. */
export function readErrorNamed(name: string): Reading {
  const given = errors[name];
  if (!given) throw new Error(`no fixture ${name}`);
  return read(given.status, given.body);
}
