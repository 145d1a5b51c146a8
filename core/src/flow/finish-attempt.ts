import type { Warning } from "@bunch/contracts/envelope";
import { freeBytes } from "../free-bytes.ts";
import type { CatalogueEntry } from "../models/catalogue-entry.ts";
import type { Clock } from "../ports/clock.ts";
import type { CallEnd, ImageModel } from "../ports/image-model.ts";
import type { Claim, Ledger, StoredPicture, WorkOrder } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { PictureFacts, PictureInspector } from "../ports/picture-inspector.ts";
import type { Spool, SpooledAnswer } from "../ports/spool.ts";
import { decideSettlement, type Ending } from "../results/decide-settlement.ts";
import type { RetryPolicy } from "../results/retry-policy.ts";
import { keepTrying } from "./keep-trying.ts";

export type FinishDoors = {
  ledger: Ledger;
  spool: Spool;
  objects: ObjectStore;
  pictures: PictureInspector;
  sha256: (bytes: Uint8Array) => string;
  clock: Clock;
  log: Log;
  meter: Meter;
  policy: RetryPolicy;
};

/** How the call ended for whoever finishes it: as the caller saw it, or as a recovery finds it. */
export type AttemptEnd =
  | CallEnd
  | { ended: "not_called"; message: string }
  | { ended: "died"; message: string };

/** From the spool to the settlement: read, store, settle. The same path for a worker and for a recovery. */
export async function finishAttempt(
  doors: FinishDoors,
  input: {
    order: WorkOrder;
    entry: CatalogueEntry;
    model: ImageModel;
    claim: Claim;
    end: AttemptEnd;
    apiKey: string;
    drawnInMs: number | null;
    leave: AbortSignal;
  },
): Promise<void> {
  const { order, claim, leave } = input;
  const { attemptId } = claim;
  const about = { resultId: order.resultId, attemptId, executionId: order.executionId };
  const patience = { clock: doors.clock, log: doors.log, leave, about };

  const answer = await keepTrying(patience, "The spool could not be read.", () =>
    doors.spool.find({ attemptId }),
  );
  let ending = withoutKey(read(doors, input, answer), input.apiKey);
  if (answer) freeBytes(answer.body);
  let picture: StoredPicture | null = null;
  if (ending.kind === "picture") {
    const { bytes } = ending;
    const facts = await doors.pictures.inspect(bytes);
    if (typeof facts === "string") ending = unreadable(ending.costMicros);
    else {
      picture = describe(doors, order, bytes, facts);
      const { path, mimeType } = picture;
      await keepTrying(patience, "The picture could not be stored; it waits in the spool.", () =>
        doors.objects.put({ path, bytes, contentType: mimeType, signal: leave }),
      );
      freeBytes(bytes);
      ending = { ...ending, warnings: [...ending.warnings, ...sizeWarnings(input, facts)] };
    }
  }
  const settlement = decideSettlement({
    ending,
    earlier: claim.earlier,
    policy: { ...doors.policy, redrawFiltered: order.redrawFiltered, onDoubt: order.onDoubt },
    jitter: doors.clock.random(),
  });
  const settled = await keepTrying(
    patience,
    "The attempt could not be settled; it is tried again.",
    () =>
      doors.ledger.settle({
        attemptId,
        settlement,
        picture,
        drawnInMs: input.drawnInMs,
      }),
  );
  doors.log.info(
    { ...about, outcome: settlement.outcome, costMicros: settlement.costMicros },
    "An attempt was settled.",
  );
  if (settled.is === "settled") {
    const { modelId } = order;
    doors.meter.attemptEnded({
      modelId,
      outcome: settlement.outcome,
      costMicros: settlement.costMicros,
      possibleMicros: settled.possibleMicros,
      calledForMs: input.end.ended === "not_called" ? null : input.drawnInMs,
    });
    if (settled.resultEnded) doors.meter.resultEnded({ modelId, outcome: settled.resultEnded });
  }
  // Whoever deletes a batch wants nothing of it to stay.
  if (settled.is === "deleted" || mayBeForgotten(ending, answer)) await discard(doors, about);
}

/** What could not be read, a cut answer too, is kept for whoever wants to look: it may have been paid. */
function mayBeForgotten(ending: Ending, answer: SpooledAnswer | null): boolean {
  // Whoever was taken for dead may only have slept, and still writes into its file.
  if (ending.kind === "died") return false;
  if (answer === null) return true;
  const isDoubt = ending.kind === "ambiguous" || ending.kind === "unanswered";
  return !isDoubt && !(ending.kind === "no_picture" && ending.code === "unreadable_answer");
}

async function discard(doors: FinishDoors, about: { attemptId: string }): Promise<void> {
  try {
    await doors.spool.discard(about);
  } catch (cause) {
    // The attempt is settled: what stays behind costs room, not money.
    doors.log.warn(
      { ...about, err: cause },
      "An answer was settled, but could not be removed from the spool.",
    );
  }
}

function read(
  doors: FinishDoors,
  input: Parameters<typeof finishAttempt>[1],
  answer: SpooledAnswer | null,
): Ending {
  const { end, entry, order } = input;
  let fromSpool: Ending | null = null;
  if (answer)
    try {
      fromSpool = input.model.read({
        answer,
        entry,
        imageSize: order.settings.imageSize,
        references: order.references.length,
        nowMs: doors.clock.now(),
      });
    } catch (cause) {
      // A bug of ours, met by a paid answer: a doubt with its answer kept, never the same crash for ever.
      doors.log.error(
        { attemptId: input.claim.attemptId, err: cause },
        "An answer could not be read.",
      );
      return {
        kind: "ambiguous",
        message: "The answer could not be read; it is kept in the spool.",
      };
    }
  // A cut answer that is complete after all counts as answered; otherwise the way it ended says more.
  if (fromSpool && (end.ended === "answered" || fromSpool.kind !== "ambiguous")) return fromSpool;
  switch (end.ended) {
    case "answered":
      return { kind: "unanswered", message: "The answer came, but is not in the spool." };
    case "unanswered":
      return { kind: "unanswered", message: end.message };
    case "unreachable":
      return { kind: "unreachable", message: end.message };
    case "not_called":
    case "died":
      return { kind: end.ended, message: end.message };
    default:
      throw new Error(`Unknown end ${JSON.stringify(end satisfies never)}`);
  }
}

function unreadable(costMicros: number): Ending {
  return {
    kind: "no_picture",
    why: "draw_failed",
    code: "unreadable_answer",
    message: "The model sent a picture that cannot be decoded.",
    costMicros,
  };
}

function describe(
  doors: FinishDoors,
  order: WorkOrder,
  bytes: Uint8Array,
  facts: PictureFacts,
): StoredPicture {
  const sha256 = doors.sha256(bytes);
  return {
    path: `${order.userId}/${order.executionId}/${order.resultId}-${sha256.slice(0, 32)}.${facts.extension}`,
    sha256,
    mimeType: facts.mimeType,
    width: facts.width,
    height: facts.height,
    bytes: bytes.byteLength,
  };
}

function sizeWarnings(
  input: { entry: CatalogueEntry; order: WorkOrder },
  facts: PictureFacts,
): Warning[] {
  const { imageSize, aspectRatio } = input.order.settings;
  const asked = input.entry.pixels[imageSize]?.[aspectRatio];
  if (!asked || (asked[0] === facts.width && asked[1] === facts.height)) return [];
  return [
    {
      code: "other_dimensions",
      message: `Asked for ${asked[0]} × ${asked[1]} pixels, got ${facts.width} × ${facts.height}.`,
    },
  ];
}

/** Providers repeat keys in their errors; none may reach a row, an event or a log. */
function withoutKey(ending: Ending, apiKey: string): Ending {
  if (apiKey.length < 6) return ending;
  const clean = (words: string) => words.replaceAll(apiKey, "[key]");
  if (ending.kind === "picture") return ending;
  if (ending.kind === "account")
    return { ...ending, reason: { ...ending.reason, message: clean(ending.reason.message) } };
  return { ...ending, message: clean(ending.message) };
}
