import { fileTypeFromBuffer } from "file-type";
import sharp, { type Metadata } from "sharp";
import type { Inspected, PictureFacts } from "@bunch/core/ports/picture-inspector";
import { guardedDecoding } from "./decoding-guards.ts";
import { hasSecondFace } from "./second-face.ts";

const kinds: Readonly<Record<string, Pick<PictureFacts, "mimeType" | "extension">>> = {
  "image/png": { mimeType: "image/png", extension: "png" },
  // Animated PNG: every reader of PNG sees its first frame.
  "image/apng": { mimeType: "image/png", extension: "png" },
  "image/jpeg": { mimeType: "image/jpeg", extension: "jpg" },
  "image/webp": { mimeType: "image/webp", extension: "webp" },
};

/** Tells what bytes are, believing nothing else; in a process that may break, as decoders are written in C. */
export async function inspectPicture(bytes: Uint8Array): Promise<Inspected> {
  const kind = await kindOf(bytes);
  if (!kind || hasSecondFace(bytes)) return "not_a_picture";
  const metadata = await decode(bytes);
  if (!metadata || `image/${metadata.format}` !== kind.mimeType) return "unreadable";
  // As it is shown: a camera's picture may lie on its side in the file.
  const { width, height } = metadata.autoOrient;
  return { ...kind, width, height };
}

async function kindOf(bytes: Uint8Array): Promise<(typeof kinds)[string] | undefined> {
  try {
    const found = await fileTypeFromBuffer(bytes);
    return found && kinds[found.mime];
  } catch {
    // The recogniser stumbled over made-up bytes, so they are none of ours.
    return undefined;
  }
}

/** Undefined when the picture cannot be decoded to its last pixel. However long it takes: whoever waits has the deadline. */
async function decode(bytes: Uint8Array): Promise<Metadata | undefined> {
  try {
    const metadata = await sharp(bytes, guardedDecoding).metadata();
    // Every byte is decoded; asking for a tiny copy keeps the pixels from lying in memory all at once.
    await sharp(bytes, guardedDecoding)
      .resize({ width: 8, height: 8, fit: "fill" })
      .raw()
      .toBuffer();
    return metadata;
  } catch {
    // Whatever libvips says about such bytes, there is one answer to give.
    return undefined;
  }
}
