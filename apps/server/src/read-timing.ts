import type { Variables } from "./read-variables.ts";

const hour = 3_600_000;

/** How long what is waited for may take: heartbeats, calls, the end. All in milliseconds. */
export function readTiming(read: Variables) {
  const heartbeatMs = read.wholeNumber("HEARTBEAT_MS", { fallback: 5000, least: 20, most: hour });
  const deathAfterMs = read.wholeNumber("DEATH_AFTER_MS", {
    fallback: 30_000,
    least: 40,
    most: hour,
  });
  if (deathAfterMs < 4 * heartbeatMs)
    read.refuse(
      "DEATH_AFTER_MS",
      `With ${deathAfterMs} a living worker would be taken for dead. Set at least four times HEARTBEAT_MS (${heartbeatMs}).`,
    );
  return {
    heartbeatMs,
    deathAfterMs,
    generationTimeoutMs: read.text("GENERATION_TIMEOUT_MS")
      ? read.wholeNumber("GENERATION_TIMEOUT_MS", { fallback: 60_000, least: 50, most: hour })
      : undefined,
    retryFirstWaitMs: read.wholeNumber("RETRY_FIRST_WAIT_MS", {
      fallback: 1000,
      least: 0,
      most: 60_000,
    }),
    shutdownGraceMs: read.wholeNumber("SHUTDOWN_GRACE_MS", {
      fallback: 90_000,
      least: 0,
      most: hour,
    }),
    stopWhenIdleMs:
      1000 * read.wholeNumber("STOP_WHEN_IDLE_S", { fallback: 0, least: 0, most: 86_400 }),
  };
}
