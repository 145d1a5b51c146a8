import { randomInt } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lane, openLane } from "./lane.ts";
import { makePlan } from "./make-plan.ts";
import { type Plan, type Topology, topologies } from "./plan.ts";
import { runSeed, type SeedRun } from "./run-seed.ts";
import { whatIsHere } from "./what-is-here.ts";

const here = whatIsHere();
const needsAll = process.env["BUNCH_NO_SKIPS"] === "1";
for (const sentence of here.missing) console.warn(sentence);
const oneSeedMs = 240_000;

let lane: Lane;
beforeAll(async () => {
  lane = await openLane();
});
afterAll(() => lane.stop());

/** What a failure shows: the violations, with how to see them again. */
const told = ({ plan, violations, folder }: SeedRun) =>
  violations.length === 0
    ? []
    : [...violations, `npm run chaos -- --seed ${plan.seed} --topology ${plan.topology}`, folder];

const canRun = (topology: Topology) => needsAll || here.topologies.includes(topology);

for (const [topology, seed] of [
  ["all-in-one", 4],
  ["workers", 5],
  ["redis", 6],
  ["apart", 3],
  ["fleet", 9],
  ["fleet", 14],
] as const)
  test.skipIf(!canRun(topology))(
    `I1 to I10: seed ${seed} on ${topology}`,
    async () => {
      expect(told(await runSeed(makePlan(seed, topology), lane))).toEqual([]);
    },
    oneSeedMs,
  );

test(
  "I1 to I10: a seed that nobody has tried",
  async () => {
    const seed = randomInt(1_000_000, 2_000_000);
    const topology = here.topologies[seed % here.topologies.length] ?? "all-in-one";
    console.info(`seed ${seed} on ${topology}`);
    expect(told(await runSeed(makePlan(seed, topology), lane))).toEqual([]);
  },
  oneSeedMs,
);

/** Plans in which a mistake can show at all, the first so many of them. */
function plansWith(canShow: (plan: Plan) => boolean, most: number): Plan[] {
  const plans: Plan[] = [];
  for (let seed = 1; plans.length < most && seed < 2000; seed += 1) {
    const plan = makePlan(seed, here.topologies[seed % here.topologies.length] ?? "all-in-one");
    if (canShow(plan)) plans.push(plan);
  }
  return plans;
}

const firstCrashes = (plan: Plan) => plan.processes.map(({ crashes }) => crashes[0] ?? "");
const diesAt = (points: RegExp) => (plan: Plan) =>
  firstCrashes(plan).some((crash) => points.test(crash));
const fallsAsleep = /^mid_body:[12]:freeze/;
const longCallMs = 16_000;
/** Its call lasts longer than its sleep: it wakes with the picture, not to a deadline. The others are awake to draw it again. */
const sleptThrough = (plan: Plan): Plan => {
  const sleeper = plan.processes.find(({ crashes }) => fallsAsleep.test(crashes[0] ?? ""));
  const processes = plan.processes.map((one) => (one === sleeper ? one : { ...one, crashes: [] }));
  return { ...plan, processes, generationTimeoutMs: longCallMs };
};
/** Taken for dead by another worker on the same spool, and back with a picture after that one was drawn again. */
const comesBackLate = (plan: Plan) =>
  (plan.topology === "workers" || plan.topology === "redis") &&
  plan.freezeMs > plan.deathAfterMs &&
  diesAt(fallsAsleep)(plan);

const bugs = [
  { bug: "no_recovery", canShow: diesAt(/^(mid_body|after_spool|before_put):1$/), shows: /^I1:/ },
  { bug: "attempt_after_call", canShow: diesAt(/^(mid_body|after_spool):1$/), shows: /^I4:/ },
  { bug: "forget_spool", canShow: diesAt(/^(after_spool|before_put|after_put):1$/), shows: /^I2:/ },
  { bug: "no_fence", canShow: comesBackLate, shows: /^I9:/ },
];
for (const { bug, canShow, shows } of bugs)
  test.skipIf(bug === "no_fence" && !canRun("workers"))(
    `the harness finds ${bug} within five seeds`,
    async () => {
      const found: string[] = [];
      for (const plan of plansWith(canShow, 5)) {
        const isLate = bug === "no_fence";
        const { violations } = await runSeed(isLate ? sleptThrough(plan) : plan, lane, {
          planted: bug,
          settleMs: 17_000,
          sleepsUntilReplaced: isLate,
        });
        found.push(...violations);
        if (violations.some((one) => shows.test(one))) break;
      }
      expect(found).toContainEqual(expect.stringMatching(shows));
    },
    5 * oneSeedMs,
  );

test("every topology has its turn where all is there", () => {
  if (needsAll) expect(here.topologies).toEqual(topologies);
});
