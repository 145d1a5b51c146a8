import { jpegXmp } from "./jpeg-xmp.ts";
import type { PictureSettings } from "./picture-settings.ts";
import { pngTexts } from "./png-texts.ts";
import { readParameters } from "./read-parameters.ts";
import { readXmp } from "./read-xmp.ts";

/** So much of a file is looked at: what ours and AUTOMATIC1111 write stands at its beginning. */
export const lookedAtBytes = 1_048_576;

/**
 * What a PNG or JPEG says of how it was made, from its beginning; null where it says nothing that we know. The bytes may be
 * anybody's: no length in them is believed, and nothing but text is taken out of them.
 */
export function readPictureMetadata(file: Uint8Array): PictureSettings | null {
  const bytes = file.subarray(0, lookedAtBytes);
  const { xmp, parameters } = pngTexts(bytes) ?? { xmp: jpegXmp(bytes), parameters: null };
  const ours = xmp === null ? null : readXmp(xmp);
  return ours ?? (parameters === null ? null : readParameters(parameters));
}
