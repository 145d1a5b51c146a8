import type { WebhookAnswer } from "../ports/webhook-line.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long after each try the next one comes, a tenth more or less: eight tries over about 28 hours. */
const waitsMs = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
] as const;

export type AfterDelivery =
  | { did: "delivered" }
  | { did: "failed"; againInMs: number }
  | { did: "given_up"; isGone: boolean };

/** Decides what becomes of a delivery: 2xx is success, 410 wants nothing more, everything else is tried again for a day. */
export function afterDelivery(input: {
  answer: Pick<WebhookAnswer, "status">;
  /** This one included. */
  tries: number;
  /** A test is sent once: somebody looks on. */
  isTest: boolean;
  /** In [0, 1). */
  random: number;
}): AfterDelivery {
  const { tries, isTest, random } = input;
  const { status } = input.answer;
  if (status !== null && status >= 200 && status < 300) return { did: "delivered" };
  if (status === 410) return { did: "given_up", isGone: true };
  const waitMs = waitsMs[tries - 1];
  if (isTest || waitMs === undefined) return { did: "given_up", isGone: false };
  return { did: "failed", againInMs: Math.round(waitMs * (0.9 + 0.2 * random)) };
}
