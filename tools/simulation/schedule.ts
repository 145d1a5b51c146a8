import fc from "fast-check";
import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { Outcome } from "./provider.ts";

/** A batch that a user hands in. */
export type Batch = {
  user: number;
  account: number;
  results: number;
  /** Calls that its cap has room for; 0 for no cap. */
  capCalls: number;
  redrawFiltered: boolean;
  onDoubt: DoubtPolicy;
};

/** What strikes, or what the user does; `worker`, `batch` and `machine` count round. */
export type Fault =
  | { do: "crash" | "drain" | "leave" | "join"; worker: number }
  | { do: "freeze"; worker: number; ms: number }
  | { do: "cut_off"; worker: number; ms: number }
  | { do: "database_out" | "store_out"; ms: number }
  | { do: "disk_full"; machine: number; ms: number }
  | { do: "queue_lost" | "queue_twice" }
  | { do: "clock_jump"; ms: number }
  | { do: "pause" | "resume" | "cancel" | "retry" | "draw_again" | "give_up"; batch: number }
  | { do: "submit"; batch: Batch };

/** A fault strikes after so many doors, those of its worker if it is for one, or after a time if they are not passed. */
type Strike = { fault: Fault; afterDoors: number; atMostMs: number };

/** All that tells one run from another. */
export type Schedule = {
  seed: number;
  /** One entry a worker: its machine and its slots. */
  workers: { machine: number; slots: number }[];
  batches: Batch[];
  outcomes: Outcome[];
  /** How long every call after these takes; long ones are met by what happens half a minute later. */
  usualMs: number;
  strikes: Strike[];
  /** How long after the last fault everything is mended; some faults last until then. */
  mendAfterMs: number;
};

const worker = fc.nat({ max: 2 });
const batch: fc.Arbitrary<Batch> = fc.record({
  user: fc.nat({ max: 1 }),
  account: fc.nat({ max: 1 }),
  results: fc.integer({ min: 1, max: 2 }),
  capCalls: fc.constantFrom(0, 0, 0, 1, 2),
  redrawFiltered: fc.boolean(),
  onDoubt: fc.constantFrom("repay", "repay", "repay", "repay", "ask", "fail"),
});

const latencyMs = fc.constantFrom(400, 1500, 4000);
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant("picture" as const), ms: latencyMs }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constantFrom(
        "draw_failed" as const,
        "filtered" as const,
        "refused" as const,
        "poison" as const,
      ),
      ms: latencyMs,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constantFrom(
        "bad_request" as const,
        "overloaded" as const,
        "failed" as const,
        "no_credit" as const,
        "unreachable" as const,
        "cut" as const,
        "breaks" as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant("limited" as const),
      waitMs: fc.constantFrom(500, 3000, 12_000),
      perMinute: fc.constantFrom(null, 2, 60),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constantFrom("silent" as const, "gave_up" as const),
      isBilled: fc.boolean(),
    }),
  },
);

const troubleMs = fc.constantFrom(300, 4000, 15_000);
/** Around the time after which a silent worker counts as dead, so that it is heard again while another redraws its pictures. */
const silenceMs = fc.constantFrom(300, 4000, 34_000, 39_000, 42_000, 45_000);
const fault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "crash" as const,
        "crash" as const,
        "join" as const,
        "drain" as const,
        "leave" as const,
      ),
      worker,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("freeze" as const, "freeze" as const, "cut_off" as const),
      worker,
      ms: silenceMs,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("database_out" as const, "store_out" as const),
      ms: troubleMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("disk_full" as const),
      machine: fc.nat({ max: 1 }),
      ms: troubleMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("queue_lost" as const, "queue_twice" as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("clock_jump" as const),
      ms: fc.constantFrom(-7_200_000, -1_200_000, -30_000, 30_000, 10_800_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "pause" as const,
        "resume" as const,
        "cancel" as const,
        "retry" as const,
        "draw_again" as const,
        "give_up" as const,
      ),
      batch: fc.nat({ max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("submit" as const), batch }) },
);

/** Schedules of the size in which a fault shows: one or two workers, a few results, up to eight faults. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat({ max: 0xffff }),
  workers: fc.array(
    fc.record({ machine: fc.constantFrom(0, 0, 0, 1), slots: fc.integer({ min: 1, max: 2 }) }),
    { minLength: 1, maxLength: 2 },
  ),
  batches: fc.array(batch, { minLength: 1, maxLength: 2 }),
  outcomes: fc.array(outcome, { maxLength: 5 }),
  usualMs: fc.constantFrom(1500, 9000),
  strikes: fc.array(
    fc.record({
      fault,
      afterDoors: fc.nat({ max: 40 }),
      atMostMs: fc.constantFrom(0, 200, 2000, 12_000, 60_000),
    }),
    { maxLength: 6 },
  ),
  mendAfterMs: fc.constantFrom(0, 0, 0, 45_000),
});
