import type { Warning } from "@bunch/contracts/envelope";
import { freeBytes } from "../free-bytes.ts";
import { pictureHead } from "../metadata/picture-head.ts";
import type { CatalogueEntry } from "../models/catalogue-entry.ts";
import type { Clock } from "../ports/clock.ts";
import type { CallEnd, ImageModel } from "../ports/image-model.ts";
import type { Claim, StoredPicture, WorkOrder } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { PictureFacts, PictureInspector } from "../ports/picture-inspector.ts";
import type { Spool, SpooledAnswer } from "../ports/spool.ts";
import type { Tracer } from "../ports/tracer.ts";
import type { Ending } from "../results/decide-settlement.ts";
import type { AnswerRoom } from "./answer-room.ts";
import { aboutOrder } from "./about-order.ts";
import { keepTrying, LeftEarly } from "./keep-trying.ts";

export type StoreDoors = {
  spool: Spool;
  objects: ObjectStore;
  pictures: PictureInspector;
  answerRoom: AnswerRoom;
  sha256: (bytes: Uint8Array) => string;
  crc32: (bytes: Uint8Array) => number;
  clock: Clock;
  log: Log;
  tracer: Tracer;
};

/** How the call ended for whoever finishes it: as the caller saw it, or as a recovery finds it. */
export type AttemptEnd =
  | Exclude<CallEnd, { ended: "left" }>
  | { ended: "not_called"; message: string }
  | { ended: "died"; message: string };

export type AttemptToFinish = {
  order: WorkOrder;
  entry: CatalogueEntry;
  model: ImageModel;
  claim: Claim;
  end: AttemptEnd;
  apiKey: string;
  leave: AbortSignal;
};

/** What an attempt came to: how it ended, its picture if one is in the store now, and whether anything lies in the spool. */
export type Stored = { ending: Ending; picture: StoredPicture | null; isSpooled: boolean };

/**
 * From the spool to the store: waits until there is room for the answer in memory, reads it, proves its picture and
 * stores that. Until then the answer is as safe as it gets, and costs no memory.
 */
export async function storeAnswer(doors: StoreDoors, input: AttemptToFinish): Promise<Stored> {
  const { leave } = input;
  const bytes = await lookIntoSpool(doors, input, () => doors.spool.sizeOf(input.claim));
  const giveBack = await doors.answerRoom
    .enter({ bytes: bytes ?? 0, signal: leave })
    .catch((cause: unknown) => {
      throw new LeftEarly(cause);
    });
  try {
    return await storeInRoom(doors, input);
  } finally {
    giveBack();
  }
}

async function storeInRoom(doors: StoreDoors, input: AttemptToFinish): Promise<Stored> {
  const { order, claim, leave } = input;
  const patience = patienceOf(doors, input);
  const answer = await lookIntoSpool(doors, input, () => doors.spool.find(claim));
  const isSpooled = answer !== null;
  const ending = withoutKey(read(doors, input, answer), input.apiKey);
  if (answer) freeBytes(answer.body);
  if (ending.kind !== "picture") return { ending, picture: null, isSpooled };
  const { bytes } = ending;
  const facts = await keepTrying(
    patience,
    "The picture could not be looked at; it waits in the spool.",
    () => doors.pictures.inspect({ bytes, signal: leave }),
  );
  if (typeof facts === "string") {
    freeBytes(bytes);
    return { ending: unreadable(ending.costMicros), picture: null, isSpooled };
  }
  const picture = describe(doors, order, bytes, facts);
  const { path, mimeType } = picture;
  await doors.tracer.span({ name: "store", from: null, facts: { bytes: picture.bytes } }, () =>
    keepTrying(patience, "The picture could not be stored; it waits in the spool.", () =>
      doors.objects.put({ path, bytes, contentType: mimeType, signal: leave }),
    ),
  );
  freeBytes(bytes);
  const warnings = [...ending.warnings, ...sizeWarnings(input, facts)];
  return { ending: { ...ending, warnings }, picture, isSpooled };
}

/** A recovery looks again by itself at what it could not read, and others would wait for it meanwhile. */
function lookIntoSpool<Value>(
  doors: StoreDoors,
  input: AttemptToFinish,
  look: () => Promise<Value>,
): Promise<Value> {
  if (input.end.ended === "died") return look();
  return keepTrying(patienceOf(doors, input), "The spool could not be read.", look);
}

function patienceOf(doors: StoreDoors, { order, claim, leave }: AttemptToFinish) {
  const about = aboutOrder(order, claim.attemptId);
  return { clock: doors.clock, log: doors.log, leave, about };
}

function read(doors: StoreDoors, input: AttemptToFinish, answer: SpooledAnswer | null): Ending {
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
        { ...aboutOrder(order, input.claim.attemptId), err: cause },
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
  doors: StoreDoors,
  order: WorkOrder,
  bytes: Uint8Array,
  facts: PictureFacts,
): StoredPicture {
  const sha256 = doors.sha256(bytes);
  return {
    path: `${order.userId}/${order.executionId}/${order.resultId}-${sha256.slice(0, 32)}.${facts.extension}`,
    sha256,
    crc32: doors.crc32(bytes),
    head: pictureHead(bytes, facts.mimeType, doors.crc32),
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
