import { type JpegSegment, jpegSegments } from "./jpeg-segments.ts";
import { xmpSegment } from "./xmp-names.ts";

/** The XMP of a JPEG; null without. */
export function jpegXmp(bytes: Uint8Array): string | null {
  for (const segment of jpegSegments(bytes)) {
    const xmp = xmpOf(segment);
    if (xmp !== null) return xmp;
  }
  return null;
}

/** The XMP in a segment of a JPEG; null where it holds something else. */
export function xmpOf({ marker, data }: JpegSegment): string | null {
  if (marker !== 0xe1 || data.length < xmpSegment.length) return null;
  for (let at = 0; at < xmpSegment.length; at += 1)
    if (data[at] !== xmpSegment.charCodeAt(at)) return null;
  return new TextDecoder().decode(data.subarray(xmpSegment.length));
}
