import { freeBytes } from "../free-bytes.ts";
import type { Bell } from "../ports/bell.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import {
  MakerUnavailable,
  type PictureSource,
  type RenditionMaker,
  type Renditions,
} from "../ports/rendition-maker.ts";
import type { PictureWithoutRenditions, RenditionStore } from "../ports/rendition-store.ts";
import type { Tracer } from "../ports/tracer.ts";
import { renditionPaths } from "../results/rendition-paths.ts";
import { afterFailedTry, type RenditionPolicy } from "../results/rendition-policy.ts";

export type RenditionDoors = {
  renditions: RenditionStore;
  renditionMaker: RenditionMaker;
  renditionPolicy: RenditionPolicy;
  objects: ObjectStore;
  bell: Bell;
  clock: Clock;
  log: Log;
  tracer: Tracer;
};

/** The most that one picture may take. Who dies with one in hand keeps it from the others for so long. */
const lendMs = 60_000;
/** How long a picture without copies may go unnoticed where no bell rang for it. */
const idleMs = 2000;
/** Given as a reason, as otherwise each picture makes an error with its stack. */
const wasFound = "found";
const notInTheStore = "The picture is not in the store.";
/** How long a stop may wait for half-done copies to be taken away. */
const removeMs = 2000;
const firstTroubleMs = 1000;
const mostTroubleMs = 60_000;

/**
 * Makes the smaller copies of pictures, those drawn just now and those left from before alike, one after the other,
 * until the signal aborts. Nothing waits for it: until they are there a picture is shown itself.
 */
export async function makeRenditions(
  doors: RenditionDoors,
  input: { signal: AbortSignal },
): Promise<void> {
  const { signal } = input;
  let troubleMs = firstTroubleMs;
  while (!signal.aborted) {
    try {
      await makeNext(doors, signal);
      troubleMs = firstTroubleMs;
    } catch (cause) {
      if (signal.aborted) return;
      doors.log.warn(
        { err: cause },
        "Small copies of pictures cannot be made just now; it is tried again. The pictures are shown themselves until then.",
      );
      await doors.clock.wait({ ms: troubleMs, signal });
      troubleMs = Math.min(mostTroubleMs, troubleMs * 2);
    }
  }
}

/** Makes the copies of the next picture, or waits until there may be one. */
async function makeNext(doors: RenditionDoors, signal: AbortSignal): Promise<void> {
  const found = new AbortController();
  // From before it looks: a bell that rings meanwhile is for a picture that it did not see.
  const rung = doors.bell.wait({
    atMostMs: idleMs,
    signal: AbortSignal.any([signal, found.signal]),
  });
  try {
    const picture = await doors.renditions.take({ lendMs });
    if (picture) {
      const { traceparent: from, executionId, resultId } = picture;
      await doors.tracer.span({ name: "rendition", from, facts: { executionId, resultId } }, () =>
        makeOf(doors, picture, signal),
      );
    }
    if (!picture?.areMore) await rung;
  } finally {
    found.abort(wasFound);
  }
}

/** Throws when the trouble is not this picture's: nothing is held against it then. */
async function makeOf(
  doors: RenditionDoors,
  picture: PictureWithoutRenditions,
  stop: AbortSignal,
): Promise<void> {
  const { resultId, path } = picture;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(lendMs)]);
  const made = await tryToMake(doors, path, signal);
  if (typeof made === "string") return noteFailure(doors, picture, made);

  const { large, small } = renditionPaths(path);
  const contentType = "image/webp";
  try {
    await doors.objects.put({ path: large, bytes: made.large, contentType, signal });
    await doors.objects.put({ path: small, bytes: made.small, contentType, signal });
  } catch (cause) {
    // Half done, by a stop perhaps, and whoever deleted the picture may have looked already.
    const note = { did: "failed", tries: picture.tries, againInMs: 0 } as const;
    const isStillThere = await doors.renditions.note({ resultId, path, note }).catch(() => true);
    const soon = AbortSignal.timeout(removeMs);
    if (!isStillThere)
      await doors.objects.remove({ paths: [large, small], signal: soon }).catch(() => undefined);
    throw cause;
  }
  const { thumbhash } = made;
  const isStillThere = await doors.renditions.note({
    resultId,
    path,
    note: { did: "made", thumbhash },
  });
  // Deleted meanwhile, by somebody who could not see these two yet.
  if (!isStillThere) await doors.objects.remove({ paths: [large, small], signal });
}

/** The copies, or why there are none. */
async function tryToMake(
  doors: RenditionDoors,
  path: string,
  signal: AbortSignal,
): Promise<Renditions | string> {
  const source = await sourceOf(doors, path, signal);
  if (!source) return notInTheStore;
  try {
    const made = await doors.renditionMaker.make({ picture: source, signal });
    if (made === "missing") return notInTheStore;
    return made === "unreadable" ? "The picture cannot be decoded." : made;
  } catch (cause) {
    if (signal.aborted || cause instanceof MakerUnavailable) throw cause;
    return cause instanceof Error ? cause.message : String(cause);
  } finally {
    if ("bytes" in source) freeBytes(source.bytes);
  }
}

async function sourceOf(
  { objects }: RenditionDoors,
  path: string,
  signal: AbortSignal,
): Promise<PictureSource | null> {
  const file = objects.fileOf({ path });
  if (file !== null) return { file };
  const bytes = await objects.get({ path, signal });
  return bytes && { bytes };
}

async function noteFailure(
  doors: RenditionDoors,
  picture: PictureWithoutRenditions,
  because: string,
): Promise<void> {
  const { resultId, executionId, path, tries } = picture;
  const note = afterFailedTry({ because, triesBefore: tries, policy: doors.renditionPolicy });
  const about = { resultId, executionId, path, because, tries: note.tries };
  if (note.did === "failed")
    doors.log.info(
      { ...about, againInMs: note.againInMs },
      "A picture could not be made smaller yet; it is tried again.",
    );
  else doors.log.warn(about, "A picture cannot be made smaller and is shown itself from now on.");
  await doors.renditions.note({ resultId, path, note });
}
