import { type FileHandle, open, rename } from "node:fs/promises";
import type { SpoolSink } from "@bunch/core/ports/spool";
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

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    await file.close();
  }

  return {
    async begin(head) {
      if (began) throw new Error(`The answer in ${part} has begun already.`);
      began = true;
      await file.appendFile(spoolHead(head));
    },
    async write(chunk) {
      if (!began) throw new Error(`A chunk came for ${part} before its answer began.`);
      await file.appendFile(chunk);
    },
    async finish() {
      if (!began) throw new Error(`The answer in ${part} cannot end before it began.`);
      try {
        await file.sync();
      } finally {
        await close();
      }
      await rename(part, answer);
      await syncFolder(folder);
    },
    abandon: close,
  };
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; there a rename is journaled by the file system itself.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
