import { type FileHandle, rename, stat } from "node:fs/promises";
import type { SpoolSink } from "@bunch/core/ports/spool";
import { syncBusyFolder } from "../files/sync-folder.ts";
import { spoolHead } from "./spool-file.ts";

/** Streams one answer into an open part and seals it. */
export function createDiskSink(input: {
  file: FileHandle;
  part: string;
  answer: string;
  folder: string;
}): SpoolSink {
  const { file, part, answer, folder } = input;
  let began = false;
  let closed = false;
  let waiting: Uint8Array[] = [];
  let writing: Promise<void> | null = null;

  /** What comes while the disk is busy goes out in one piece after that: a write for each chunk costs more than its bytes. */
  function put(...pieces: readonly Uint8Array[]): Promise<void> {
    waiting.push(...pieces);
    // Once broken, it stays so: what came later would stand in the wrong place.
    writing ??= writeWhatWaits();
    return writing;
  }

  async function writeWhatWaits(): Promise<void> {
    while (waiting.length > 0) {
      const pieces = waiting;
      waiting = [];
      await writeAll(file, pieces);
    }
    // With the last look at what waits, and not a moment later: what came in between would be left behind.
    writing = null;
  }

  /** What another has put in its place meanwhile, after whoever wrote this was taken for dead, is not ours to seal. */
  async function refuseAnother(): Promise<void> {
    const [own, there] = await Promise.all([
      file.stat({ bigint: true }),
      stat(part, { bigint: true }),
    ]);
    if (own.ino !== there.ino) throw new Error(`${part} is another's by now.`);
  }

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    await file.close();
  }

  return {
    async begin(head) {
      if (began) throw new Error(`The answer in ${part} has begun already.`);
      began = true;
      // It goes out with the first piece, or at the end.
      waiting.push(spoolHead(head));
    },
    async write(chunk) {
      if (!began) throw new Error(`A chunk came for ${part} before its answer began.`);
      await put(chunk);
    },
    async finish() {
      if (!began) throw new Error(`The answer in ${part} cannot end before it began.`);
      try {
        await put();
        await file.sync();
        await refuseAnother();
      } finally {
        await close();
      }
      await rename(part, answer);
      await syncBusyFolder(folder);
    },
    async abandon() {
      // Whoever waits for that write hears how it went; here only its end counts.
      await put().catch(() => undefined);
      await close();
    },
  };
}

async function writeAll(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  let left = pieces;
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left);
    left = after(left, bytesWritten);
  }
}

/** What is left of some pieces behind so many bytes. */
function after(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skipped = 0;
  for (const [index, piece] of pieces.entries()) {
    if (skipped + piece.byteLength > bytes)
      return [piece.subarray(bytes - skipped), ...pieces.slice(index + 1)];
    skipped += piece.byteLength;
  }
  return [];
}
