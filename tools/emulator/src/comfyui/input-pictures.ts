import { createHash } from "node:crypto";
import type { Dimensions } from "../dimensions.ts";
import { mimeTypeOf } from "../mime-type.ts";
import type { ReceivedReference } from "../read-request.ts";

/** A picture in the input folder. */
export interface InputPicture {
  bytes: Buffer;
  reference: ReceivedReference;
  /** Null where it is no picture that can be opened. */
  mimeType: string | null;
}

/** ComfyUI's input folder: what was uploaded, by name, in subfolders or not. */
export class InputPictures {
  readonly #kept = new Map<string, InputPicture>();

  /** Keeps a file; another one of that name keeps its name, and the new one gets a number. */
  add(asked: string, subfolder: string, bytes: Buffer, overwrite: boolean): string {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const [, stem = asked, ending = ""] = /^(.*?)(\.[^.]*)?$/u.exec(asked) ?? [];
    let name = asked;
    for (let number = 1; !overwrite; number += 1) {
      const known = this.#kept.get(pathOf(name, subfolder));
      if (!known || known.reference.sha256 === sha256) break;
      name = `${stem} (${number})${ending}`;
    }
    const mimeType = mimeTypeOf(bytes);
    this.#kept.set(pathOf(name, subfolder), {
      bytes,
      mimeType,
      reference: {
        mimeType: mimeType ?? "application/octet-stream",
        sha256,
        bytes: bytes.length,
        file: pathOf(name, subfolder),
      },
    });
    return name;
  }

  /** Finds one as a graph names it, as in "name.png", "folder/name.png" or "name.png [input]". */
  find(named: string): InputPicture | null {
    return this.#kept.get(named.replace(/ ?\[input\]$/u, "")) ?? null;
  }

  clear(): void {
    this.#kept.clear();
  }
}

/** A file's path in its folder. */
export function pathOf(name: string, subfolder: string): string {
  return subfolder === "" ? name : `${subfolder}/${name}`;
}

/** How large a PNG says it is; null for anything else. */
export function pngDimensions({ bytes, mimeType }: InputPicture): Dimensions | null {
  return mimeType === "image/png" && bytes.length >= 24
    ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : null;
}
