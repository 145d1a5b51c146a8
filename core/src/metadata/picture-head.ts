import { jpegSegments } from "@bunch/contracts/metadata/jpeg-segments";
import type { PictureHead } from "../ports/ledger.ts";

/** A PNG's signature and its header, which comes first and is always as long. */
const pngHeadBytes = 33;
const jpegBeginBytes = 2;
const jfif = 0xe0;

/** The beginning of a picture, behind which metadata is written when it leaves; null for kinds of pictures that are left as they are. */
export function pictureHead(
  bytes: Uint8Array,
  mimeType: string | null,
  crc32: (bytes: Uint8Array) => number,
): PictureHead | null {
  if (!takesMetadata(mimeType)) return null;
  const length = mimeType === "image/png" ? pngHeadBytes : jpegHeadBytes(bytes);
  return { bytes: length, crc32: crc32(bytes.subarray(0, length)) };
}

/** Whether pictures of a kind can say how they were made. */
export function takesMetadata(mimeType: string | null): boolean {
  return mimeType === "image/png" || mimeType === "image/jpeg";
}

/** In a JPEG it stands behind the JFIF segment, as that has to be the first. */
function jpegHeadBytes(bytes: Uint8Array): number {
  for (const { marker, to } of jpegSegments(bytes)) return marker === jfif ? to : jpegBeginBytes;
  return jpegBeginBytes;
}
