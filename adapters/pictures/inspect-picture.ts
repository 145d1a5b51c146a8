import { fileTypeFromBuffer } from "file-type";
import sharp, { type Metadata } from "sharp";
import type { PictureFacts, PictureInspector } from "@bunch/core/ports/picture-inspector";
import { forbidOtherLoaders, guardedDecoding, mostDecodingSeconds } from "./decoding-guards.ts";
import { hasSecondFace } from "./second-face.ts";

const kinds: Readonly<Record<string, Pick<PictureFacts, "mimeType" | "extension">>> = {
  "image/png": { mimeType: "image/png", extension: "png" },
  // Animated PNG: every reader of PNG sees its first frame.
  "image/apng": { mimeType: "image/png", extension: "png" },
  "image/jpeg": { mimeType: "image/jpeg", extension: "jpg" },
  "image/webp": { mimeType: "image/webp", extension: "webp" },
};

/** An inspector that believes bytes only. It forbids sharp every other format in this whole process. */
export function createPictureInspector(): PictureInspector {
  forbidOtherLoaders();
  return { inspect };
}

async function inspect(bytes: Uint8Array): ReturnType<PictureInspector["inspect"]> {
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

/** Undefined when the picture cannot be decoded to its last pixel. */
async function decode(bytes: Uint8Array): Promise<Metadata | undefined> {
  try {
    const metadata = await sharp(bytes, guardedDecoding).metadata();
    // Every byte is decoded; asking for a tiny copy keeps the pixels from lying in memory all at once.
    await sharp(bytes, guardedDecoding)
      .resize({ width: 8, height: 8, fit: "fill" })
      .timeout({ seconds: mostDecodingSeconds })
      .raw()
      .toBuffer();
    return metadata;
  } catch {
    // Whatever libvips says about such bytes, there is one answer to give.
    return undefined;
  }
}
