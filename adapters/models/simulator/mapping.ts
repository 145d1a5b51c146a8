import type { Reading } from "@bunch/core/results/reading";
import type { SpooledAnswer } from "@bunch/core/ports/spool";

/** What the simulator answers, as JSON. */
type Answer =
  | { picture: { mimeType: string; data: string } }
  | { noPicture: { why: "draw_failed" | "refused"; message: string } };

/** Prompts that ask for trouble get it, so that failing can be tried for nothing. */
export function troubleAskedFor(prompt: string): Answer | null {
  if (prompt.includes("[[fail]]"))
    return { noPicture: { why: "draw_failed", message: "The simulator was asked to fail." } };
  if (prompt.includes("[[refuse]]"))
    return { noPicture: { why: "refused", message: "The simulator was asked to refuse." } };
  return null;
}

/** Bytes of a picture that become one chunk of the answer; a multiple of three, so that the base64 of the chunks joins. */
const chunkBytes = 48 * 1024;

/** The answer around a picture, chunk by chunk, so that it never lies in memory as one text. */
export function* pictureAnswer(png: Uint8Array): Generator<Uint8Array> {
  yield Buffer.from('{"picture":{"mimeType":"image/png","data":"');
  for (let at = 0; at < png.length; at += chunkBytes)
    yield Buffer.from(Buffer.from(png.subarray(at, at + chunkBytes)).toString("base64"));
  yield Buffer.from('"}}');
}

/** Translates an answer of the simulator. */
export function readAnswer(answer: SpooledAnswer): Reading {
  if (answer.status !== 200)
    return {
      kind: "provider_failed",
      message: `The simulator answered with status ${answer.status}.`,
    };
  const said = parse(answer.body);
  if (said && "picture" in said)
    return {
      kind: "picture",
      bytes: Buffer.from(said.picture.data, "base64"),
      costMicros: 0,
      pictures: 1,
      warnings: [],
    };
  if (said) {
    const { why, message } = said.noPicture;
    const code = why === "refused" ? "refused" : "no_picture";
    return { kind: "no_picture", why, code, message, costMicros: 0 };
  }
  if (!answer.whole)
    return { kind: "ambiguous", message: "The simulator's answer broke off before its end." };
  return {
    kind: "no_picture",
    why: "failed",
    code: "unreadable_answer",
    message: "The simulator's answer could not be read.",
    costMicros: 0,
  };
}

function parse(body: Uint8Array): Answer | null {
  let said: unknown;
  try {
    said = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return null;
  }
  return isAnswer(said) ? said : null;
}

function isAnswer(said: unknown): said is Answer {
  if (!isObject(said)) return false;
  const { picture, noPicture } = said;
  if (isObject(picture))
    return typeof picture["mimeType"] === "string" && typeof picture["data"] === "string";
  return (
    isObject(noPicture) &&
    (noPicture["why"] === "draw_failed" || noPicture["why"] === "refused") &&
    typeof noPicture["message"] === "string"
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
