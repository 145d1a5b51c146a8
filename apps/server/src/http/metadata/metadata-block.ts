import { crc32 } from "node:zlib";
import { parametersKeyword, xmpKeyword, xmpSegment } from "@bunch/contracts/metadata/xmp-names";
import { parametersText } from "@bunch/core/metadata/parameters-text";
import type { PictureOrigin } from "@bunch/core/metadata/picture-origin";
import { xmpPacket } from "@bunch/core/metadata/xmp-packet";

/** How a picture was made, as the bytes that stand behind its head; null for kinds of pictures that are left as they are. */
export function metadataBlock(mimeType: string | null, origin: PictureOrigin): Buffer | null {
  switch (mimeType) {
    case "image/png":
      return Buffer.concat([textChunk(parametersText(origin)), xmpChunk(xmpPacket(origin))]);
    case "image/jpeg":
      return segment(xmpPacket(origin));
    default:
      return null;
  }
}

/** As AUTOMATIC1111 does it: in the older kind of text what that can hold, all else in the newer. */
function textChunk(text: string): Buffer {
  const isLatin1 = /^[\t\n\r\u0020-\u007E\u00A0-\u00FF]*$/.test(text);
  return isLatin1
    ? chunk("tEXt", Buffer.from(`${parametersKeyword}\0${text}`, "latin1"))
    : chunk("iTXt", internationalText(parametersKeyword, text));
}

function xmpChunk(xmp: string): Buffer {
  return chunk("iTXt", internationalText(xmpKeyword, xmp));
}

/** Neither packed nor in any language. */
function internationalText(keyword: string, text: string): Buffer {
  return Buffer.from(`${keyword}\0\0\0\0\0${text}`);
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}

/** A prompt's 8 000 characters (P8) are at most 40 000 bytes in XML, and a segment holds 65 533. */
function segment(xmp: string): Buffer {
  const data = Buffer.from(`${xmpSegment}${xmp}`);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}
