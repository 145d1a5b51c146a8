import { freeBytes } from "../free-bytes.ts";
import type { CatalogueEntry } from "../models/catalogue-entry.ts";
import type { FetchEnd, ImageModel } from "../ports/image-model.ts";
import type { Log } from "../ports/log.ts";
import type { OrphanedAttempt } from "../ports/recovery-store.ts";
import type { Spool } from "../ports/spool.ts";
import type { AttemptEnd } from "./store-answer.ts";

type FetchedOrphan = Pick<OrphanedAttempt, "attemptId" | "ticket" | "overdue" | "isForgotten">;

/**
 * Brings the answer of an orphan that is this process's own now into its spool by the ticket, for free. Tells how the attempt
 * ended by that: null while it is still drawn, or may be heard of yet, and `end` unchanged where there is no ticket or the
 * answer is here already.
 */
export async function fetchAnswer(
  doors: { spool: Spool; log: Log },
  input: {
    orphan: FetchedOrphan;
    entry: CatalogueEntry;
    model: ImageModel;
    apiKey: string;
    end: AttemptEnd;
    leave: AbortSignal;
  },
): Promise<AttemptEnd | null> {
  const { orphan, entry, model, apiKey, end, leave } = input;
  const { attemptId, ticket } = orphan;
  if (ticket === null || model.fetch === null || (await isWhole(doors.spool, attemptId)))
    return end;
  // What came before the crash is a part of what comes now.
  await doors.spool.discard({ attemptId });
  const sink = await doors.spool.open({ attemptId });
  try {
    const { overdue, isForgotten } = orphan;
    const asked = { ticket, overdue, isForgotten, entry, apiKey, sink, signal: leave };
    const seen = await model.fetch(asked);
    if (seen.ended === "answered") return { ended: "answered" };
    doors.log.info({ attemptId, ended: seen.ended }, seen.message);
    // It never arrived, or died with the vendor's own memory: as a call that our death left open.
    if (seen.ended === "unknown" && seen.isSure) return end;
    return mayStillCome(orphan, seen.ended) || leave.aborted
      ? null
      : { ended: "unanswered", message: seen.message };
  } finally {
    // After a finished answer this does nothing.
    await sink.abandon();
  }
}

/** Whoever draws for long is believed for a day, and so is a line that is down; an id that nobody knows until it is overdue. */
function mayStillCome(
  { overdue, isForgotten }: FetchedOrphan,
  ended: Exclude<FetchEnd["ended"], "answered">,
): boolean {
  switch (ended) {
    case "drawing":
    case "unheard":
      return !isForgotten;
    case "unknown":
      return !overdue;
    default:
      return ended satisfies never;
  }
}

async function isWhole(spool: Spool, attemptId: string): Promise<boolean> {
  const lying = await spool.find({ attemptId });
  if (lying) freeBytes(lying.body);
  return lying?.whole ?? false;
}
