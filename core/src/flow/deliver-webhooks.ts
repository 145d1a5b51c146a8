import type { Clock } from "../ports/clock.ts";
import type { KeyVault } from "../ports/key-vault.ts";
import type { Log } from "../ports/log.ts";
import type { DeliveryNote, LentDelivery, WebhookDeliveries } from "../ports/webhook-deliveries.ts";
import type { WebhookAnswer, WebhookLine } from "../ports/webhook-line.ts";
import { afterDelivery } from "../webhooks/after-delivery.ts";

export type DeliveryDoors = {
  deliveries: WebhookDeliveries;
  webhookLine: WebhookLine;
  vault: KeyVault;
  /** What goes out, byte for byte the same for the same news. */
  webhookBody: (delivery: Pick<LentDelivery, "news" | "happenedAt" | "endpointId">) => string;
  clock: Clock;
  log: Log;
  hideSecret: (secret: string) => void;
};

/** More than a POST may take. Who dies with one in hand keeps it from the others for so long. */
const lendMs = 60_000;
/** So many in hand at once: of one process, of one endpoint, of one person, the last two over all processes. */
const mostAtOnce = 16;
const mostOfEndpoint = 2;
const mostOfPerson = 6;
/** How long news may go unnoticed. No bell wakes this: it would ring with every picture, and few of them end a batch. */
const idleMs = 1000;
const firstTroubleMs = 1000;
const mostTroubleMs = 60_000;
const keptDays = 30;
const forgetEveryMs = 60 * 60_000;

/**
 * Tells receivers what happened, several at a time, until the signal aborts. Nothing waits for it: a slow receiver holds up
 * no picture, and of other people's news at most what is beyond everybody's share.
 */
export async function deliverWebhooks(
  doors: DeliveryDoors,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const { clock, log } = doors;
  const inHand = new Set<Promise<void>>();
  let troubleMs = firstTroubleMs;
  let forgetAtMs = clock.monotonicMs();
  while (!signal.aborted) {
    try {
      if (clock.monotonicMs() >= forgetAtMs) {
        await doors.deliveries.forget({ days: keptDays });
        forgetAtMs = clock.monotonicMs() + forgetEveryMs;
      }
      await takeNext(doors, inHand, signal);
      troubleMs = firstTroubleMs;
    } catch (cause) {
      if (signal.aborted) break;
      log.warn({ err: cause }, "Webhooks cannot be delivered just now; it is tried again.");
      await clock.wait({ ms: troubleMs, signal });
      troubleMs = Math.min(mostTroubleMs, troubleMs * 2);
    }
  }
  await Promise.all(inHand);
}

/** Begins the next delivery, or waits until there may be one. */
async function takeNext(
  doors: DeliveryDoors,
  inHand: Set<Promise<void>>,
  signal: AbortSignal,
): Promise<void> {
  if (inHand.size < mostAtOnce) {
    const delivery = await doors.deliveries.take({ lendMs, mostOfEndpoint, mostOfPerson });
    if (delivery) {
      const delivering = deliver(doors, delivery, signal).finally(() => inHand.delete(delivering));
      inHand.add(delivering);
      return;
    }
  }
  // One that ends makes room for another of its endpoint.
  const ended = new AbortController();
  const waited = doors.clock.wait({
    ms: idleMs,
    signal: AbortSignal.any([signal, ended.signal]),
  });
  await Promise.race([waited, ...inHand]);
  ended.abort("ended");
}

/** Never throws: what could not be noted is another's once its loan is over. */
async function deliver(
  doors: DeliveryDoors,
  delivery: LentDelivery,
  signal: AbortSignal,
): Promise<void> {
  const { id, fence, endpointId, messageId, tries } = delivery;
  const about = { deliveryId: id, endpointId, messageId, tries };
  try {
    const note = await tryOnce(doors, delivery, signal);
    await doors.deliveries.note({ id, fence, note });
    if (note.did === "given_up")
      doors.log.warn(
        { ...about, status: note.tried.status, because: note.tried.error },
        note.isGone
          ? "A receiver answered 410 and is told nothing more."
          : "A webhook was not delivered and is given up; its owner can send it again.",
      );
  } catch (cause) {
    doors.log.warn({ ...about, err: cause }, "What came of a webhook could not be noted yet.");
  }
}

async function tryOnce(
  doors: DeliveryDoors,
  delivery: LentDelivery,
  signal: AbortSignal,
): Promise<DeliveryNote> {
  const { clock } = doors;
  const at = new Date(clock.now()).toISOString();
  const unsent = (error: string) => ({ at, status: null, durationMs: 0, answer: "", error });
  if (!delivery.isOn)
    return { did: "given_up", tried: unsent("The endpoint is switched off."), isGone: false };
  const answer = await send(doors, delivery, signal);
  // Cut by our own end: it may have arrived, and comes again with the same id.
  if (signal.aborted && answer?.status === null) return { did: "returned" };
  const tried = answer === null ? unsent(unreadable) : { at, ...answer };
  const next = afterDelivery({
    answer: tried,
    tries: delivery.tries,
    isTest: delivery.news.type === "webhook.tested",
    random: clock.random(),
  });
  switch (next.did) {
    case "delivered":
      return { did: "delivered", tried };
    case "failed":
      return { did: "failed", tried, againInMs: next.againInMs };
    case "given_up":
      return { did: "given_up", tried, isGone: next.isGone && delivery.isOwnAddress };
    default:
      throw new Error(`Unknown end ${JSON.stringify(next satisfies never)}`);
  }
}

const unreadable =
  "The secret of this endpoint cannot be opened any more: ENCRYPTION_KEY has changed since. Put the former key back as ENCRYPTION_KEY_PREVIOUS and restart, or replace the secret.";

/** Null where no secret opens: what is not signed is not sent. */
async function send(
  doors: DeliveryDoors,
  delivery: LentDelivery,
  signal: AbortSignal,
): Promise<WebhookAnswer | null> {
  const { userId, url, messageId } = delivery;
  const secrets = delivery.secrets.flatMap(({ id, sealed }) => {
    const secret = doors.vault.open({ sealed, userId, webhookSecretId: id });
    return secret === null ? [] : [secret];
  });
  if (secrets.length === 0) return null;
  for (const secret of secrets) doors.hideSecret(secret);
  return doors.webhookLine.post({
    url,
    messageId,
    body: doors.webhookBody(delivery),
    secrets,
    signal,
  });
}
