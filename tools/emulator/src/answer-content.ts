import { joinSmall } from "./body-pieces.ts";
import type { PictureBytes } from "./picture-bytes.ts";

/** An answer before it is bytes: JSON in which a mark stands for each picture, so that megabytes are copied once. */
export interface AnswerContent {
  json: unknown;
  pictures: readonly PictureBytes[];
}

// What is smaller is cheaper to copy than to send on its own.
const smallBytes = 65_536;
const mark = /<<picture (\d+)>>/u;

/** What stands in the JSON for a picture until the bytes are written; the emulator's own words never look like it. */
export function pictureMark(index: number): string {
  return `<<picture ${index}>>`;
}

/** Writes an answer's bytes, on one line or as the provider does, with its pictures in their places; in pieces, because joining megabytes costs more than sending them. */
export function answerBytes(
  { json, pictures }: AnswerContent,
  shape: "lines" | "one line",
): Buffer[] {
  const text = shape === "lines" ? `${JSON.stringify(json, null, 2)}\n` : JSON.stringify(json);
  if (pictures.length === 0) return [Buffer.from(text)];
  const pieces = text
    .split(mark)
    .flatMap((piece, index) =>
      index % 2 === 0 ? [Buffer.from(piece)] : (pictures[Number(piece)]?.base64() ?? []),
    );
  return joinSmall(pieces, smallBytes);
}
