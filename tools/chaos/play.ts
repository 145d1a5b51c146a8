import { setTimeout as delay } from "node:timers/promises";
import { takePicturesAway } from "../testing/pictures-away.ts";
import type { DatabaseUnderTest } from "./database-under-test.ts";
import type { Lane } from "./lane.ts";
import type { Person } from "./person.ts";
import type { Plan, PlannedEvent } from "./plan.ts";
import type { SupervisedProcess } from "./supervised-process.ts";
import { type Watched, watchStream } from "./watch-stream.ts";

/** What people did and saw. */
export type Story = {
  /** The ids that each Idempotency-Key was answered with. */
  answered: Map<string, string[]>;
  watched: Map<string, Watched>;
  /** Which batch of the plan was sent under which Idempotency-Key. */
  batchOf: Map<string, number>;
};

type Stage = {
  plan: Plan;
  person: Person;
  processes: readonly SupervisedProcess[];
  database: DatabaseUnderTest;
  redis: Lane["redis"];
  /** The folder of the store. */
  pictures: string;
  until: AbortSignal;
};

/** Lets all that is planned happen at its time; resolves when the last of it is over. */
export async function play(stage: Stage): Promise<Story> {
  const { plan, person } = stage;
  const story: Story = { answered: new Map(), watched: new Map(), batchOf: new Map() };
  const keyOf = (batch: number) => `chaos ${plan.seed} ${batch}`;
  const ids = plan.batches.map(() => Promise.withResolvers<string>());

  const submit = async (number: number): Promise<void> => {
    const batch = plan.batches[number];
    if (!batch) return;
    story.batchOf.set(keyOf(number), number);
    const answers = await person.submit(batch, keyOf(number));
    story.answered.set(keyOf(number), [...(story.answered.get(keyOf(number)) ?? []), ...answers]);
    const id = answers[0] ?? "";
    ids[number]?.resolve(id);
    if (!story.watched.has(id))
      story.watched.set(
        id,
        watchStream({
          url: () => `${person.nextUrl()}/api/executions/${id}/events`,
          cutBytes: plan.streamCutBytes,
          until: stage.until,
        }),
      );
  };
  const idOf = (batch: number): Promise<string> => ids[batch]?.promise ?? Promise.resolve("");

  const submissions = plan.batches.map(async ({ atMs }, number) => {
    await delay(atMs);
    await submit(number);
  });
  // The world's clock starts with the first batch: before it nothing is at stake.
  await Promise.race(ids.map(({ promise }) => promise));
  // Two outages of one thing follow each other: what one has taken away another cannot take.
  let storage = Promise.resolve();
  let servers = Promise.resolve();
  const events = plan.events.map(async (event) => {
    await delay(event.atMs);
    if (event.do === "take_storage")
      await (storage = storage.then(() => takeStorage(stage, event.forMs)));
    else if (
      event.do === "crash_database" ||
      event.do === "crash_redis" ||
      event.do === "flush_redis"
    )
      await (servers = servers.then(() => breakServer(stage, event)));
    else await act(stage, event, { idOf, submit });
  });
  await Promise.all([...submissions, ...events]);
  return story;
}

async function act(
  stage: Stage,
  event: PlannedEvent,
  people: { idOf: (batch: number) => Promise<string>; submit: (batch: number) => Promise<void> },
): Promise<void> {
  const { person } = stage;
  const process = "process" in event && stage.processes.find(({ name }) => name === event.process);
  switch (event.do) {
    case "kill":
      if (process) process.kill();
      return;
    case "freeze":
      if (process) await process.freeze(event.forMs);
      return;
    case "deploy":
      if (process) await process.deploy();
      return;
    case "pause": {
      const id = await people.idOf(event.batch);
      await person.press("pause", id);
      await delay(event.forMs);
      await person.press("resume", id);
      return;
    }
    case "cancel":
    case "retry":
      await person.press(event.do, await people.idOf(event.batch));
      return;
    case "submit_again":
      await people.idOf(event.batch);
      await people.submit(event.batch);
      return;
    default:
      throw new Error(`${event.do} is played elsewhere.`);
  }
}

async function breakServer(
  stage: Stage,
  event: Extract<PlannedEvent, { do: "crash_database" | "crash_redis" | "flush_redis" }>,
): Promise<void> {
  switch (event.do) {
    case "crash_database":
      return stage.database.crash(event.forMs);
    case "flush_redis":
      return stage.redis?.flush();
    case "crash_redis":
      await stage.redis?.kill();
      await delay(event.forMs);
      return stage.redis?.bringBack();
    default:
      throw new Error(`Unknown event ${JSON.stringify(event satisfies never)}`);
  }
}

/** The folder of the pictures becomes a file, as if its disk had gone, and comes back. */
async function takeStorage({ pictures }: Stage, forMs: number): Promise<void> {
  const bringBack = await takePicturesAway(pictures);
  await delay(forMs);
  await bringBack();
}
