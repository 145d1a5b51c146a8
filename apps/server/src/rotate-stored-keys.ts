import { setTimeout as delay } from "node:timers/promises";
import { type Resealed, resealKeys } from "@bunch/core/flow/reseal-keys";
import type { openRotation } from "./wiring/rotation.ts";

type Rotation = Awaited<ReturnType<typeof openRotation>>;
type KeyFile = NonNullable<Rotation["file"]>;
type Waiting = { settleMs: number; say: (sentence: string) => void; signal: AbortSignal };

/** `kept` and `dropped` are of a key in a file; what the environment brings only its owner can take away. */
export type Rotated = Resealed & { formerKey: "dropped" | "kept" | "in the environment" };

/** Of one transaction; small, as each of its rows is locked until its end. */
const batch = 50;
const mostWaitMs = 600_000;
const lookEveryMs = 200;
/** A connection that is just being closed is nobody to wait for. */
const looksUntold = 5;

/**
 * Seals all stored keys under the present ENCRYPTION_KEY. Where the key is in a file, a new one is made first, and the
 * former one leaves the file once nothing is left, or can still come, that only it opens.
 */
export async function rotateStoredKeys(rotation: Rotation, input: Waiting): Promise<Rotated> {
  const { file } = rotation;
  const how = { batch, signal: input.signal };
  await file?.begin();
  const first = await resealKeys(rotation, how);
  if (file === null) return { ...first, formerKey: "in the environment" };
  const isSettled = await settled(rotation, file, input);
  const last = await resealKeys(rotation, how);
  const isOver = isSettled && last.isDone;
  if (isOver) await file.end();
  return {
    resealed: new Map(
      [...last.resealed].map(([name, keys]) => [name, keys + (first.resealed.get(name) ?? 0)]),
    ),
    already: first.already,
    shut: last.shut,
    isDone: last.isDone,
    formerKey: isOver ? "dropped" : "kept",
  };
}

/**
 * Waits until nobody can have a key in hand that was sealed before the new one came and is not written yet: nobody else is
 * connected, or every open transaction began `settleMs` after it. From sealing to its transaction a request takes less.
 */
async function settled(rotation: Rotation, file: KeyFile, input: Waiting): Promise<boolean> {
  const { settleMs, say, signal } = input;
  const endMs = performance.now() + mostWaitMs;
  for (let look = 1; performance.now() < endMs; look += 1) {
    const { others, oldestTransactionMs } = await rotation.company();
    const sinceMs = (await file.ageMs()) - settleMs;
    if (others === 0 || (sinceMs > 0 && oldestTransactionMs < sinceMs)) return true;
    if (look === looksUntold)
      say(
        "Bunch is running: waiting for requests that began under the former key. To end this now is safe; npm run rotate-keys goes on from here.",
      );
    await delay(lookEveryMs, undefined, { signal });
  }
  return false;
}
