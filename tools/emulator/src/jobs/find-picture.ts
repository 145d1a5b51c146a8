import type { FindPicture } from "./job-wish.ts";
import type { ReferenceStore } from "./reference-store.ts";

const dataUri = /^data:([\w+./-]+)(?:;[\w=-]+)*;base64,/u;
const base64 = /^[\w+/-]+={0,2}$/u;

/** Finds the picture that a field names: in itself, or among the files that were uploaded here before. */
export function findPicture(references: ReferenceStore, takesBase64: boolean): FindPicture {
  return (value) => {
    const [start, mimeType = ""] = dataUri.exec(value.slice(0, 200)) ?? [];
    if (start !== undefined)
      return { mimeType, bytes: Buffer.from(value.slice(start.length), "base64") };
    if (/^https?:\/\//u.test(value)) return references.find(URL.parse(value)?.pathname ?? "");
    return takesBase64 && base64.test(value)
      ? { mimeType: "application/octet-stream", bytes: Buffer.from(value, "base64") }
      : null;
  };
}
