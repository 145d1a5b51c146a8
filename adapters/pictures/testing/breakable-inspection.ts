import { existsSync, writeFileSync } from "node:fs";
import { forbidOtherLoaders } from "../decoding-guards.ts";
import { inspectPicture } from "../inspect-picture.ts";
import { serveInspections } from "../serve-inspections.ts";

// The real program with a decoder that breaks where the bytes say so, which no picture is known to do.

forbidOtherLoaders();
await serveInspections(async (bytes) => {
  const words = Buffer.from(bytes).toString("latin1");
  const [, what, file = ""] = /<<(crash|hang|killed)(?: once (.+?))?>>/.exec(words) ?? [];
  if (what && !(file && existsSync(file))) {
    if (file) writeFileSync(file, "");
    // As libvips hangs: for good, whatever this process is asked meanwhile.
    if (what === "hang") await new Promise(() => setInterval(() => {}, 1000));
    process.kill(process.pid, what === "crash" ? "SIGSEGV" : "SIGKILL");
    // A signal may take a moment to arrive.
    await new Promise(() => setInterval(() => {}, 1000));
  }
  return inspectPicture(bytes);
});
