import type { Execution } from "@bunch/contracts/execution";
import { pictureName } from "@bunch/contracts/picture-name";
import type { Result } from "@bunch/contracts/result";
import { mkdir, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { BadCopy, type PictureFile, placePicture, removeParts } from "./picture-file.ts";
import { pictureOf } from "./picture-of.ts";
import type { PictureAddress, PictureWay } from "./picture-way.ts";

const atOnce = 4;
const mostTries = 5;
const firstWaitMs = 300;
/** What trying again does not mend. */
const hopeless = ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "ENOTDIR", "ENAMETOOLONG"];

/** Why a picture is not on the disk. */
export type SaveProblem = {
  result: Result;
  code: "disk_full" | "bad_copy" | "other";
  reason: string;
};

/** Saves pictures as they are handed in, a few at once. */
export type PictureSaver = {
  /** Takes a completed result; one that is saved or on its way is not taken again. */
  add(result: Result, execution: Execution): void;
  /** How many are on their way. */
  waiting(): number;
  /** Resolves when all that was handed in is saved or given up. */
  settled(): Promise<{ saved: Map<string, PictureFile>; problems: SaveProblem[] }>;
};

/** Opens a folder for pictures; `onSaved` hears of each that is there. */
export async function openSaver(input: {
  folder: string;
  way: PictureWay;
  onSaved: (result: Result, file: PictureFile) => void;
  signal: AbortSignal;
}): Promise<PictureSaver> {
  const { folder, signal } = input;
  await mkdir(folder, { recursive: true });
  await removeParts(folder);
  const taken = new Set<string>();
  const queue: { result: Result; name: string; address: PictureAddress }[] = [];
  const saved = new Map<string, PictureFile>();
  const problems: SaveProblem[] = [];
  const workers = new Set<Promise<void>>();

  function start(): void {
    const worker = work().finally(() => workers.delete(worker));
    workers.add(worker);
  }

  async function work(): Promise<void> {
    for (let next = queue.shift(); next && !signal.aborted; next = queue.shift()) {
      const outcome = await save(next);
      if ("name" in outcome) {
        saved.set(next.result.id, outcome);
        input.onSaved(next.result, outcome);
      } else {
        problems.push(outcome);
        taken.delete(keyOf(next.result));
      }
    }
  }

  async function save(one: { result: Result; name: string; address: PictureAddress }) {
    let problem: SaveProblem = { result: one.result, code: "other", reason: "" };
    for (let attempt = 1; attempt <= mostTries && !signal.aborted; attempt += 1) {
      try {
        return await placePicture({ ...one, folder, fetch: input.way.fetch, signal });
      } catch (error) {
        problem = problemOf(one.result, error);
        if (isHopeless(error)) break;
        await sleep(firstWaitMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => {});
      }
    }
    return problem;
  }

  return {
    add(result, execution) {
      const address = input.way.addressOf(result, execution);
      if (result.status !== "completed" || address === null) return;
      if (taken.has(keyOf(result))) return;
      taken.add(keyOf(result));
      queue.push({ result, name: pictureName(result, execution), address });
      if (workers.size < atOnce) start();
    },
    waiting: () => queue.length + workers.size,
    async settled() {
      while (workers.size > 0 || (queue.length > 0 && !signal.aborted)) {
        // One may have found the queue empty just before the last came.
        if (workers.size === 0) start();
        await Promise.all(workers);
      }
      await syncFolder(folder);
      return { saved, problems };
    },
  };
}

const keyOf = (result: Result) => `${result.id} ${pictureOf(result.result_url)}`;

function problemOf(result: Result, error: unknown): SaveProblem {
  if (error instanceof BadCopy) return { result, code: "bad_copy", reason: "" };
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "ENOSPC" || code === "EDQUOT") return { result, code: "disk_full", reason: "" };
  return { result, code: "other", reason: error instanceof Error ? error.message : String(error) };
}

function isHopeless(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return typeof code === "string" && hopeless.includes(code);
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
