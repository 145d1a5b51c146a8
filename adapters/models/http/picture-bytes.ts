import { unescaped } from "./cut-long-strings.ts";
import type { CutJson } from "./cut-long-strings.ts";
import { decodeBase64 } from "./decode-base64.ts";

/** The picture that stands in an answer as base64; null where it is none. */
export function pictureBytes(json: CutJson, data: string): Buffer | null {
  const raw = json.rawOf(data) ?? Buffer.from(data, "utf8");
  if (!json.rawOf(data) || !raw.includes("\\")) return decodeBase64(raw);
  // JSON may write "=" and "/" as escapes.
  return decodeBase64(Buffer.from(unescaped(raw) ?? "", "utf8"));
}
