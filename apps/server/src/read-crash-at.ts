import type { Variables } from "./read-variables.ts";

/** Places on the way of a picture, or of a submission, at which a test may end the process. */
const crashPoints = [
  "after_claim",
  "mid_body",
  "after_spool",
  "before_put",
  "after_put",
  "before_settle",
  "after_settle",
  "references_stored",
  "submitted",
  "batch_resealed",
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** Where this process dies, or freezes until somebody continues it: at its nth arrival there. */
export type CrashAt = { point: CrashPoint; nth: number; does: "kill" | "freeze" };

/** Reads CRASH_AT, as in `after_spool:3` or `mid_body:1:freeze,before_put`; empty without it. It is for tests alone, and refused elsewhere. */
export function readCrashAt(read: Variables): CrashAt[] {
  const given = read.text("CRASH_AT");
  if (!given) return [];
  refuseOutsideTests(read, "CRASH_AT");
  return given.split(",").flatMap((one) => {
    const [, name, nth = "1", freeze] = /^([a-z_]+)(?::([1-9]\d{0,5}))?(:freeze)?$/.exec(one) ?? [];
    const point = crashPoints.find((known) => known === name);
    if (point) return [{ point, nth: Number(nth), does: freeze ? "freeze" : "kill" }];
    read.refuse(
      "CRASH_AT",
      `"${one}" is not understood. Write a place and which arrival there, as in after_spool:3 or after_spool:3:freeze, several with commas between them. The places are ${crashPoints.join(", ")}.`,
    );
    return [];
  });
}

/** Stops the start when a variable that makes the server misbehave is set where people's pictures are drawn. */
export function refuseOutsideTests(read: Variables, variable: string): void {
  if (read.text("NODE_ENV") !== "test")
    read.refuse(
      variable,
      "It makes the server break on purpose and is for tests alone. Unset it; a test sets NODE_ENV=test beside it.",
    );
}
