import { CannotStart } from "@bunch/core/cannot-start";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** More worker processes on one data folder than any machine runs. */
const mostPlaces = 256;

/** A worker's place on a data folder: its own new id, and the id of whoever had the place before and is proved dead. */
export type WorkerPlace = {
  workerId: string;
  predecessorIds: string[];
  release: () => Promise<void>;
};

/** Takes the first free place below `folder`; `lock` gives null while a living process holds that place. */
export async function takeWorkerPlace(input: {
  folder: string;
  lock: (placeFolder: string) => Promise<{ release: () => Promise<void> } | null>;
}): Promise<WorkerPlace> {
  const predecessorIds: string[] = [];
  for (let number = 1; number <= mostPlaces; number += 1) {
    const place = join(input.folder, String(number));
    await mkdir(place, { recursive: true, mode: 0o700 });
    const held = await input.lock(place);
    if (!held) continue;
    const file = join(place, "worker-id");
    const before = await readFile(file, "utf8").catch(() => "");
    if (before.trim() !== "") predecessorIds.push(before.trim());
    const workerId = randomUUID();
    // Written whole or not at all: a half-written id would hide a dead worker.
    await writeFile(`${file}.new`, workerId);
    await rename(`${file}.new`, file);
    return { workerId, predecessorIds, release: held.release };
  }
  throw new CannotStart(
    `More than ${mostPlaces} workers run on ${input.folder}. End some of them.`,
  );
}
