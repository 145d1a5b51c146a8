import type { WorkDoors } from "@bunch/core/flow/work";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import { AnswerRoom } from "@bunch/core/flow/answer-room";
import { ReferenceShelf } from "@bunch/core/flow/reference-shelf";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import type { PictureInspector } from "@bunch/core/ports/picture-inspector";
import { silentTracer } from "@bunch/core/ports/silent-tracer";
import { defaultRetryPolicy } from "@bunch/core/results/retry-policy";
import type { Acts } from "./acts.ts";
import type { IdleBells } from "./idle-bell.ts";
import { modelId } from "./order-of.ts";
import { poisonByte, type Provider } from "./provider.ts";
import type { Carrier } from "./result-queue.ts";
import { type SpoolDisk, spoolOf } from "./spool.ts";
import type { Line, WorkerProcess } from "./worker-process.ts";

/** The whole catalogue: a picture costs at most some 1 000 micro-dollars. */
const entry: CatalogueEntry = {
  id: modelId,
  name: "Model",
  vendor: "vendor",
  status: "live",
  releasedOn: "2026-01-01",
  shutDownOn: null,
  successor: null,
  mayBeDefault: true,
  needsKey: false,
  simulated: false,
  aspectRatios: ["1:1"],
  imageSizes: ["1K"],
  maxReferenceImages: 0,
  takesSeed: false,
  prices: { input: 1, text: 1, image: 1 },
  imageTokens: { "1K": 1000 },
  thinkingTokens: { expected: 0, most: 0 },
  referenceTokens: 0,
  pixels: {},
  deadlineMs: { "1K": 20_000 },
  callsAtOnce: null,
};
const quiet = () => {};
const pictures: PictureInspector = {
  expect: quiet,
  inspect: async ({ bytes }) =>
    bytes[0] === poisonByte
      ? "unreadable"
      : { mimeType: "image/png", extension: "png", width: 1, height: 1 },
};
/** Tells pictures apart by their bytes, which are few enough to be their own digest. */
const sha256 = (bytes: Uint8Array) => bytes.join("-").padEnd(64, "-");

/** Whatever a worker process reaches, as that process reaches it. */
export function doorsOf(
  process: WorkerProcess,
  world: {
    acts: Acts;
    line: Line;
    bells: IdleBells;
    carrier: Carrier;
    disk: SpoolDisk;
    provider: Provider;
    /** Told of what no fault explains. */
    broke: (what: string) => void;
  },
): WorkDoors {
  const { acts, line, disk } = world;
  const spoolId = disk.id;
  const model = world.provider.modelOf(process);
  const ledger = through(process, line, acts.ledger);
  const log = { info: quiet, warn: quiet, error: noteBugs(world.broke) };
  return {
    ledger: {
      ...ledger,
      claim: (input) => ledger.claim({ ...input, spoolId }),
    },
    dispatch: through(process, line, acts.dispatch),
    recovery: through(process, line, acts.recovery),
    registry: through(process, line, acts.registry),
    queue: {
      add: ({ resultIds }) => process.ask(null, () => world.carrier.add(resultIds)),
      work: (input) => world.carrier.work(process, input),
    },
    spool: spoolOf(process, disk),
    objects: objectsOf(process, acts),
    // Nothing is changed while a simulation runs.
    catalogue: { takeUp: async () => {} },
    models: {
      catalogue: [entry],
      today: "2026-11-30",
      vendors: [],
      modelOf: () => model,
      vendorOfKey: () => undefined,
    },
    references: new ReferenceShelf(objectsOf(process, acts)),
    vault: { seal: refuse, open: refuse },
    pictures,
    answerRoom: new AnswerRoom(),
    sha256,
    crc32: () => 0,
    clock: process.clock,
    bell: world.bells.of(process),
    // The queue here costs nothing, so its jobs end at once.
    looks: { ring: quiet, wait: async () => true },
    meter: { attemptEnded: quiet, resultEnded: quiet },
    policy: defaultRetryPolicy,
    hideSecret: quiet,
    log,
    tracer: silentTracer,
    // Smaller copies and deletions are no part of this: there are none, until the process stops.
    renditions: { take: () => untilStop(process, null), note: async () => true },
    renditionMaker: { make: refuse },
    renditionPolicy: { mostTries: 1, firstWaitMs: 1 },
    removals: { take: () => untilStop(process, []), forget: async () => {} },
  };
}

/** The verbs of a door, each asked over a line. */
function through<A extends { [Verb in keyof A]: (...input: never[]) => unknown }>(
  process: WorkerProcess,
  line: Line,
  acts: A,
): { [Verb in keyof A]: (...input: Parameters<A[Verb]>) => Promise<ReturnType<A[Verb]>> } {
  const doors: Record<string, unknown> = {};
  for (const [verb, act] of Object.entries<(input: never) => unknown>(acts))
    doors[verb] = (input: never) => process.ask(line, () => act(input));
  return doors as ReturnType<typeof through<A>>;
}

function objectsOf(process: WorkerProcess, acts: Acts): ObjectStore {
  return {
    put: ({ path, bytes }) => process.ask(null, () => acts.objects.put(path, bytes)),
    get: async () => null,
    fileOf: () => null,
    remove: async () => {},
  };
}

function untilStop<Value>(process: WorkerProcess, value: Value): Promise<Value> {
  const { signal } = process.stop;
  return new Promise((resolve) => {
    if (signal.aborted) resolve(value);
    signal.addEventListener("abort", () => resolve(value));
  });
}

function refuse(): never {
  throw new Error("This is no part of the simulation.");
}

/** What the flow tells as an error of its own, where no fault explains it, is a bug. */
function noteBugs(broke: (what: string) => void) {
  return ({ err }: Record<string, unknown>) => {
    if (err instanceof TypeError || err instanceof ReferenceError) broke(String(err.stack));
  };
}
