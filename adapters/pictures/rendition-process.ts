import { readFile } from "node:fs/promises";
import type { PictureSource, Renditions } from "@bunch/core/ports/rendition-maker";
import { forbidOtherLoaders } from "./decoding-guards.ts";
import { shrinkPicture } from "./shrink-picture.ts";

/** What the process says: that it is there, and what came of the picture it was sent. */
export type RenditionAnswer =
  | { is: "ready" }
  | { is: "made"; made: Renditions }
  | { is: "unreadable" }
  | { is: "missing" }
  | { is: "no_access"; because: string };

const say = (answer: RenditionAnswer) => process.send?.(answer);

forbidOtherLoaders();
process.on("message", (picture: PictureSource) => {
  void answerTo(picture).then(say);
});
// A terminal's Ctrl-C reaches this process too. It ends with the one that started it, however that ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.on("disconnect", () => process.exit());
say({ is: "ready" });

async function answerTo(picture: PictureSource): Promise<RenditionAnswer> {
  let bytes: Uint8Array;
  try {
    bytes = "bytes" in picture ? picture.bytes : await readFile(picture.file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { is: "missing" };
    return { is: "no_access", because: String(cause) };
  }
  try {
    return { is: "made", made: await shrinkPicture(bytes) };
  } catch {
    // Whatever the decoder says about such bytes, there is one answer to give.
    return { is: "unreadable" };
  }
}
