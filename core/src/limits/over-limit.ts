import type { LimitName } from "@bunch/contracts/limit";
import { Problem } from "../problem.ts";
import type { LimitUse } from "./limit-use.ts";

const askAnAdmin = "If you need more, ask an admin of this server.";

/** The refusal of one request too many in a minute. */
export function tooManyRequests(most: number, waitMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return overLimit(
    "requests_a_minute",
    `You may send ${countOf(most, "request")} a minute, over all your pages and tokens together. Wait ${countOf(seconds, "second")}, then go on. ${askAnAdmin}`,
    seconds,
  );
}

/** The refusal of one batch too many in a day. */
export function tooManyExecutions(most: number, use: LimitUse): Problem {
  return overLimit(
    "executions_a_day",
    `You may start ${countOf(most, "batch", "batches")} a day, and have started ${use.executions} today. You can start the next one from ${moment(use.dayEndsAt)} on. ${askAnAdmin}`,
    secondsUntil(use.dayEndsAt, use),
  );
}

/** The refusal of pictures that do not fit into the day. */
export function tooManyPictures(most: number, wanted: number, use: LimitUse): Problem {
  const left = Math.max(0, most - use.pictures);
  const fewer = left > 0 ? `Ask for at most ${left} now, or wait` : "Wait";
  const free =
    wanted > most
      ? `Ask for at most ${most} a day.`
      : `${fewer} until ${moment(use.dayEndsAt)}, when the day begins anew.`;
  return overLimit(
    "pictures_a_day",
    `This asks for ${countOf(wanted, "picture")}, but of your ${most} a day only ${left} ${left === 1 ? "is" : "are"} left. ${free} ${askAnAdmin}`,
    secondsUntil(use.dayEndsAt, use),
  );
}

/** The refusal of what might cost more than is left of the month. */
export function tooMuchMoney(mostMicros: number, wantedMicros: number, use: LimitUse): Problem {
  const left = Math.max(0, mostMicros - use.spentMicros - use.mayCostMicros);
  const open =
    use.mayCostMicros > 0
      ? `, and batches that are not over may still cost ${inDollars(use.mayCostMicros)}. Cancel what you no longer need of them, ask for less`
      : ". Ask for less";
  return overLimit(
    "money_a_month",
    `This may cost ${inDollars(wantedMicros)}, but of your ${inDollars(mostMicros)} a month only ${inDollars(left)} is left: ${inDollars(use.spentMicros)} is spent${open}, or wait until ${moment(use.monthEndsAt)}, when the month begins anew. ${askAnAdmin}`,
    secondsUntil(use.monthEndsAt, use),
  );
}

function overLimit(limit: LimitName, sentence: string, retryAfterSeconds: number): Problem {
  return new Problem("over_limit", sentence, { limit }, retryAfterSeconds);
}

function secondsUntil(end: string, { now }: LimitUse): number {
  return Math.max(1, Math.ceil((Date.parse(end) - Date.parse(now)) / 1000));
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** At least two decimals, and as many as it takes. */
function inDollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(6).replace(/0{1,4}$/, "")}`;
}
