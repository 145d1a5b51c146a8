import { readSync, writeSync } from "node:fs";
import { freeBytes } from "@bunch/core/free-bytes";
import type { Inspected } from "@bunch/core/ports/picture-inspector";

/** Whoever asked gives up before. This is for a decoder that hangs while nobody is left to end it. */
const mostMs = 120_000;

/**
 * The life of a process that looks at pictures. Standard input brings them, four bytes of length before each, and standard
 * output takes a line for each, both read and written in one go: a channel of Node's would copy every picture twice.
 */
export async function serveInspections(
  inspect: (bytes: Uint8Array) => Promise<Inspected>,
): Promise<never> {
  // A terminal's Ctrl-C reaches this process too. It ends with the one that started it, however that ends.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  say("ready");
  for (let bytes = nextPicture(); bytes; bytes = nextPicture()) {
    const overdue = setTimeout(() => process.kill(process.pid, "SIGKILL"), mostMs);
    say(await inspect(bytes));
    clearTimeout(overdue);
    freeBytes(bytes);
  }
  process.exit();
}

/** Null when nobody is there any more who could send one. */
function nextPicture(): Uint8Array | null {
  const head = read(4);
  return head && read(head.readUInt32LE());
}

function read(length: number): Buffer | null {
  const bytes = Buffer.allocUnsafeSlow(length);
  let readBytes = 0;
  while (readBytes < length) {
    const more = readSync(0, bytes, readBytes, length - readBytes, null);
    if (more === 0) return null;
    readBytes += more;
  }
  return bytes;
}

function say(what: unknown): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}
