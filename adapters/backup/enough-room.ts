import { CannotStart } from "@bunch/core/cannot-start";
import { statfs } from "node:fs/promises";

/** Never the last of a disk: the server beside it needs some too. */
const spareBytes = 50_000_000;

/** Refuses, before anything is written, what would not fit. */
export async function requireRoom(input: {
  folder: string;
  bytes: number;
  what: string;
  mend: string;
}): Promise<void> {
  const { bavail, bsize } = await statfs(input.folder);
  if (bavail * bsize >= input.bytes + spareBytes) return;
  throw new CannotStart(
    `${input.what} needs about ${megabytes(input.bytes + spareBytes)}, and the disk of ${input.folder} has ${megabytes(bavail * bsize)} left. ${input.mend}`,
  );
}

/** Says in a sentence that the disk became full in the middle; anything else stays what it is. */
export function asNoRoom(error: unknown, folder: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new CannotStart(
    `The disk of ${folder} became full. Nothing was kept; free some room and try again.`,
    {
      cause: error,
    },
  );
}

function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}
