import type { Renditions } from "@bunch/core/ports/rendition-maker";
import { forbidOtherLoaders } from "./decoding-guards.ts";
import { shrinkPicture } from "./shrink-picture.ts";

/** What the process says: that it is there, and what came of the picture it was sent. */
export type RenditionAnswer =
  | { is: "ready" }
  | { is: "made"; made: Renditions }
  | { is: "unreadable" };

const say = (answer: RenditionAnswer) => process.send?.(answer);

forbidOtherLoaders();
process.on("message", (bytes: Uint8Array) => {
  shrinkPicture(bytes).then(
    (made) => say({ is: "made", made }),
    // Whatever the decoder says about such bytes, there is one answer to give.
    () => say({ is: "unreadable" }),
  );
});
// A terminal's Ctrl-C reaches this process too. It ends with the one that started it, however that ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.on("disconnect", () => process.exit());
say({ is: "ready" });
