import type { LimitBounds } from "@bunch/emulator/limits/limits";

/** A limit that nobody tells us, and how much is drawn against it. */
export type LimitScenario = { says: string; prompts: number; limit: Partial<LimitBounds> };

/** The limits by name. Each one's pictures take longer than a user would wait beside it without a limit. */
export const limitScenarios: Record<string, LimitScenario> = {
  minute: {
    says: "60 a minute, sliding window",
    // With what fails of them they fit into three windows: at 180 a fourth would begin for a few, and hide what was idle before.
    prompts: 170,
    limit: { requestsPerMinute: 60 },
  },
  bucket: {
    says: "bucket of 10, 1 a second",
    prompts: 180,
    limit: { bucket: { perSecond: 1, burst: 10 } },
  },
  "at-once": {
    says: "8 at once, no hint",
    prompts: 160,
    limit: { callsAtOnce: 8 },
  },
  falling: {
    says: "bucket of 10, 2 a second, after 40 s 0.5",
    prompts: 150,
    limit: {
      bucket: { perSecond: 2, burst: 10, changes: [{ afterMs: 40_000, perSecond: 0.5 }] },
    },
  },
  wide: {
    says: "500 a minute, sliding window",
    prompts: 1000,
    limit: { requestsPerMinute: 500 },
  },
};

/** The same in small, to see that it runs: a fifth of the prompts, and what lasts a minute lasts ten seconds. */
export function inSmall({ says, prompts, limit }: LimitScenario): LimitScenario {
  const { requestsPerMinute, bucket } = limit;
  return {
    says: `${says}, in small`,
    prompts: Math.ceil(prompts / 5),
    limit: {
      ...limit,
      windowMs: 10_000,
      ...(requestsPerMinute && { requestsPerMinute: Math.ceil(requestsPerMinute / 6) }),
      ...(bucket?.changes && {
        bucket: {
          ...bucket,
          changes: bucket.changes.map((change) => ({ ...change, afterMs: change.afterMs / 6 })),
        },
      }),
    },
  };
}
