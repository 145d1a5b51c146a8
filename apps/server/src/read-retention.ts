import type { RetentionPolicy } from "@bunch/core/flow/forget-old";
import type { Variables } from "./read-variables.ts";

const most = 36_500;

/** How long what is over is kept, in days; what is not set is kept for ever. */
export function readRetention(read: Variables): RetentionPolicy {
  const days = (variable: string, least: number) =>
    read.text(variable) === undefined
      ? null
      : read.wholeNumber(variable, { fallback: 0, least, most, leftOut: "to keep all of it" });
  return {
    executionsDays: days("RETENTION_DAYS", 1),
    eventsDays: days("RETENTION_EVENTS_DAYS", 1),
    // The database keeps younger lines against everybody.
    auditDays: days("RETENTION_AUDIT_DAYS", 90),
  };
}
