import type { PictureSettings } from "@bunch/contracts/metadata/picture-settings";

const kinds = new Set(["image/png", "image/jpeg"]);

/** What a picture's file says of how it was made; null where it says nothing, or cannot be read. */
export async function settingsInPicture(file: File): Promise<PictureSettings | null> {
  if (!kinds.has(file.type)) return null;
  try {
    // Whoever never drops a picture never loads what reads it.
    const reading = await import("@bunch/contracts/metadata/read-picture-metadata");
    const begin = await file.slice(0, reading.lookedAtBytes).arrayBuffer();
    return reading.readPictureMetadata(new Uint8Array(begin));
  } catch {
    // Gone meanwhile, or without a network: what becomes of pictures says what is wrong with it.
    return null;
  }
}
