import type { Log } from "@bunch/core/ports/log";
import type { RequestCount, RequestCounter } from "@bunch/core/ports/request-counter";
import { Redis } from "ioredis";
import {
  type RateLimiterAbstract,
  RateLimiterPostgres,
  RateLimiterRedis,
  type RateLimiterRes,
} from "rate-limiter-flexible";
import { createSweeper, type Query } from "./sweep-counts.ts";

const minute = 60;
/** The limit is each person's own and compared by whoever asks. */
const counting = { points: 1_000_000_000, duration: minute, keyPrefix: "bunch:requests" };
/** Redis that does not answer holds nobody up for longer. */
const redisDeadlineMs = 500;

/**
 * Counts requests in Redis where there is one, else in PostgreSQL. While Redis is away PostgreSQL counts, from nothing: a
 * person may at most once have twice as many in such a minute.
 */
export function createRequestCounter(input: {
  query: Query;
  redisUrl: string | undefined;
  log: Log;
}): {
  counter: RequestCounter;
  close: () => Promise<void>;
} {
  const { query, redisUrl, log } = input;
  const onPostgres = new RateLimiterPostgres({
    ...counting,
    storeClient: {
      query: ({ text, values }: { text: string; values: unknown[] }) => query(text, values),
    },
    storeType: "pool",
    schemaName: "private",
    tableName: "request_counts",
    tableCreated: true,
    clearExpiredByTimeout: false,
  });
  const sweep = createSweeper(query);
  const redis = redisUrl === undefined ? null : connect(redisUrl, log);
  const limiter: RateLimiterAbstract =
    redis === null
      ? onPostgres
      : new RateLimiterRedis({
          ...counting,
          storeClient: redis,
          rejectIfRedisNotReady: true,
          insuranceLimiter: onPostgres,
        });
  return {
    counter: {
      count: async ({ userId }) => {
        const counted = countOf(await limiter.penalty(userId, 1));
        sweep();
        return counted;
      },
      look: async ({ userId }) => countOf(await limiter.get(userId)),
    },
    close: async () => {
      redis?.disconnect();
      await sweep.ended();
    },
  };
}

function countOf(counted: RateLimiterRes | null): RequestCount {
  if (counted === null) return { requests: 0, endsInMs: minute * 1000 };
  return { requests: counted.consumedPoints, endsInMs: Math.max(0, counted.msBeforeNext) };
}

function connect(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    // What cannot be asked now is counted elsewhere, not later.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: redisDeadlineMs,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1000),
  });
  let isAway = false;
  redis.on("error", (err: Error) => {
    if (!isAway) log.warn({ err }, "Redis is away; the database counts requests until it is back.");
    isAway = true;
  });
  redis.on("ready", () => {
    if (isAway) log.info({}, "Redis is back and counts requests.");
    isAway = false;
  });
  return redis;
}
