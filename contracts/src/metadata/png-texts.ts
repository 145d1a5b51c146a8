import { pngChunks } from "./png-chunks.ts";
import { parametersKeyword, xmpKeyword } from "./xmp-names.ts";

export type PngTexts = { xmp: string | null; parameters: string | null };

/** The texts of a PNG that tell how it was made, the first under each keyword; null for what is no PNG. Packed ones are left alone. */
export function pngTexts(bytes: Uint8Array): PngTexts | null {
  const chunks = pngChunks(bytes);
  if (chunks === null) return null;
  const texts: PngTexts = { xmp: null, parameters: null };
  for (const { type, data } of chunks) {
    if (type !== "tEXt" && type !== "iTXt") continue;
    const keyword = latin1(data.subarray(0, Math.max(0, data.subarray(0, 80).indexOf(0))));
    const rest = data.subarray(keyword.length + 1);
    if (keyword === xmpKeyword && type === "iTXt") texts.xmp ??= international(rest);
    if (keyword === parametersKeyword)
      texts.parameters ??= type === "tEXt" ? latin1(rest) : international(rest);
  }
  return texts;
}

/** What stands behind the keyword of an iTXt: two flags, language and translated keyword, each to its NUL, then UTF-8. */
function international(data: Uint8Array): string | null {
  const isPacked = data[0] !== 0;
  const language = data.indexOf(0, 2);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (isPacked || translated < 0) return null;
  return new TextDecoder().decode(data.subarray(translated + 1));
}

/** As ISO 8859-1 has it, which browsers' decoders do not. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
