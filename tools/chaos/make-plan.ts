import {
  type LineFaults,
  type Plan,
  type PlannedBatch,
  type PlannedEvent,
  type PlannedProcess,
  type Topology,
  hasRedisLine,
} from "./plan.ts";
import { chooseScript } from "./prompt-scripts.ts";
import { type Random, seededRandom } from "./seeded-random.ts";

const workerPoints = [
  "after_claim",
  "mid_body",
  "after_spool",
  "before_put",
  "after_put",
  "before_settle",
  "after_settle",
];
const submissionPoints = ["references_stored", "submitted"];
const calmLine: LineFaults = {
  delayed: 0,
  mostDelayMs: 0,
  reset: 0,
  resetAtMostBytes: 0,
  blackHole: 0,
};

/** Turns a seed into all that is going to happen. Touches nothing; the same seed gives the same plan. */
export function makePlan(seed: number, topology: Topology): Plan {
  const random = seededRandom(seed);
  // One in ten runs without a fault: there, calls and results have to be the same number.
  const isCalm = random.chance(0.1);
  const freezes = !isCalm && random.chance(0.4);
  const processes = planProcesses(random, topology, isCalm ? "none" : freezes ? "freeze" : "kill");
  const batches = planBatches(random, seed, isCalm);
  const deathAfterMs = freezes ? 1500 : 4000;
  return {
    seed,
    topology,
    processes,
    latencyMs: { least: random.between(20, 60), most: random.between(90, 220) },
    thinking: { min: 700, max: 2200 },
    batches,
    events: isCalm
      ? []
      : planEvents(random, { topology, processes, batches, freezes, deathAfterMs }),
    lines: isCalm ? { provider: calmLine, database: calmLine, redis: calmLine } : planLines(random),
    freezeMs: random.chance(0.7) ? deathAfterMs + 700 : 500,
    heartbeatMs: 150,
    deathAfterMs,
    generationTimeoutMs: random.between(700, 1000),
    streamCutBytes: random.between(200, 20_000),
  };
}

function planProcesses(
  random: Random,
  topology: Topology,
  crash: "none" | "kill" | "freeze",
): PlannedProcess[] {
  const points = (from: readonly string[], most: number): string[] => {
    if (crash === "none") return [];
    const count = random.between(crash === "freeze" ? 1 : 0, most);
    return Array.from({ length: count }, () => {
      const at = `${random.pick(from)}:${random.between(1, 4)}`;
      if (crash === "kill" || random.chance(0.3)) return at;
      // Taken for dead in mid-body, gone on, and dead before the picture is told of.
      if (random.chance(0.15)) return "mid_body:1:freeze,before_put:1";
      // Frozen, continued, and killed on the way on.
      const then = random.chance(0.4) ? `,${random.pick(from)}:${random.between(1, 6)}` : "";
      return `${at}:freeze${then}`;
    });
  };
  if (topology === "all-in-one")
    return [
      {
        name: "server",
        role: "all-in-one",
        slots: random.between(3, 6),
        place: 1,
        crashes: [
          ...submissionCrash(random, crash),
          ...points([...workerPoints, ...workerPoints, "submitted"], 3),
        ],
      },
    ];
  const worker = (name: string, place: number): PlannedProcess => ({
    name,
    role: "worker",
    slots: random.between(2, 4),
    place,
    crashes: points(workerPoints, 3),
  });
  const api = (name: string): PlannedProcess => ({
    name,
    role: "api",
    slots: 0,
    place: 1,
    crashes: submissionCrash(random, crash),
  });
  if (topology === "fleet")
    return [
      api("api-1"),
      api("api-2"),
      ...[1, 1, 2, 3].map((place, index) => worker(`worker-${index + 1}`, place)),
    ];
  return [api("api"), worker("worker-1", 1), worker("worker-2", topology === "apart" ? 2 : 1)];
}

function submissionCrash(random: Random, crash: "none" | "kill" | "freeze"): string[] {
  return crash !== "none" && random.chance(0.3) ? [`${random.pick(submissionPoints)}:1`] : [];
}

function planBatches(random: Random, seed: number, isCalm: boolean): PlannedBatch[] {
  const count = random.between(1, 3);
  return Array.from({ length: count }, (_, batch) => {
    const faultRate = isCalm ? 0 : random.pick([0, 0.3, 0.6]);
    const prompts = Array.from({ length: random.between(6, Math.floor(28 / count)) }, (__, n) => {
      const script = random.chance(faultRate) ? ` ${chooseScript(random)}` : "";
      return `picture ${seed}-${batch}-${n}${script}`;
    });
    return {
      atMs: batch * random.between(0, 400),
      prompts,
      variations: random.chance(0.2) ? 2 : 1,
      references: random.chance(0.5) ? random.between(1, 3) : 0,
      sentAtOnce: random.pick([1, 1, 3]),
      redrawFiltered: random.chance(0.5),
      onDoubt: random.pick(["repay", "repay", "repay", "ask", "fail"]),
      decision: random.pick(["draw_again", "give_up"]),
      maxCostDollars: !isCalm && random.chance(0.25) ? random.between(30, 90) / 100 : null,
    };
  });
}

function planEvents(
  random: Random,
  about: {
    topology: Topology;
    processes: readonly PlannedProcess[];
    batches: readonly PlannedBatch[];
    freezes: boolean;
    deathAfterMs: number;
  },
): PlannedEvent[] {
  const { topology, freezes, deathAfterMs } = about;
  const process = () => random.pick(about.processes).name;
  const batch = () => random.between(0, about.batches.length - 1);
  const when = () => random.between(100, 2200);
  const kinds: (() => PlannedEvent)[] = [
    () => ({ atMs: when(), do: "kill", process: process() }),
    () => ({ atMs: when(), do: "deploy", process: process() }),
    () => ({ atMs: when(), do: "crash_database", forMs: random.between(50, 900) }),
    () => ({ atMs: when(), do: "take_storage", forMs: random.between(200, 900) }),
    () => ({ atMs: when(), do: "pause", batch: batch(), forMs: random.between(50, 800) }),
    // A cancel ends most of what could go wrong: seldom, and late.
    () =>
      random.chance(0.4)
        ? { atMs: random.between(600, 2500), do: "cancel", batch: batch() }
        : { atMs: when(), do: "kill", process: process() },
    () => ({ atMs: random.between(1000, 3000), do: "retry", batch: batch() }),
    () => ({ atMs: when(), do: "submit_again", batch: batch() }),
  ];
  if (freezes)
    kinds.push(
      () => ({
        atMs: when(),
        do: "freeze",
        process: process(),
        forMs: random.pick([400, deathAfterMs + random.between(200, 900)]),
      }),
      () => ({
        atMs: when(),
        do: "freeze",
        process: process(),
        forMs: deathAfterMs + random.between(200, 900),
      }),
    );
  if (hasRedisLine(topology))
    kinds.push(
      () => ({ atMs: when(), do: "flush_redis" }),
      () => ({ atMs: when(), do: "crash_redis", forMs: random.between(50, 900) }),
    );
  const most = topology === "fleet" ? 7 : 4;
  const events = Array.from({ length: random.between(1, most) }, () => random.pick(kinds)());
  return events.toSorted((a, b) => a.atMs - b.atMs);
}

function planLines(random: Random): Plan["lines"] {
  const isBad = () => random.chance(0.4);
  return {
    provider: isBad()
      ? {
          delayed: 0.2,
          mostDelayMs: 150,
          reset: 0.08,
          resetAtMostBytes: random.pick([600, 6000, 60_000]),
          blackHole: 0.02,
        }
      : calmLine,
    // A black hole here would last as long as the longest statement may, a minute.
    database: isBad()
      ? { delayed: 0.3, mostDelayMs: 8, reset: 0.3, resetAtMostBytes: 200_000, blackHole: 0 }
      : calmLine,
    redis: isBad()
      ? { delayed: 0.3, mostDelayMs: 8, reset: 0.3, resetAtMostBytes: 60_000, blackHole: 0 }
      : calmLine,
  };
}
