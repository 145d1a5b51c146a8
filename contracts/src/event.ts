import { z } from "zod";
import { Execution, executionStatuses, Stats, WaitReason } from "./execution.ts";
import { Result } from "./result.ts";
import { moment, uuid } from "./text-formats.ts";

const common = {
  sequence: z.number().int().meta({
    description:
      "Grows by one within an execution, without gaps: the id of the event in the stream.",
  }),
  at: moment,
  execution_id: uuid,
  status: z.enum(executionStatuses),
  stats: Stats,
};

const ofExecution = <Type extends string>(type: Type) =>
  z.object({ ...common, type: z.literal(type), reason: WaitReason.nullable() });
const ofResult = <Type extends string>(type: Type) =>
  z.object({ ...common, type: z.literal(type), result: Result });

/** A fact of an execution, in the past tense; the stats are those just after it. */
export const ExecutionEvent = z.discriminatedUnion("type", [
  ofExecution("execution.submitted"),
  ofExecution("execution.started"),
  ofExecution("execution.paused"),
  ofExecution("execution.resumed"),
  /** All pending results were cancelled with it; no event for each. */
  ofExecution("execution.cancelled"),
  /** All failed results are pending again; no event for each. */
  ofExecution("execution.retried"),
  /** Undecided results were decided, and are pending again or failed; no event for each. */
  ofExecution("execution.decided"),
  /** The last event of a stream: every result has ended. */
  ofExecution("execution.ended"),
  ofResult("result.started"),
  ofResult("result.completed"),
  ofResult("result.failed"),
  ofResult("result.cancelled"),
  /** Back to pending: refused for pace, to be drawn again, or a doubt, which may wait for a decision. */
  ofResult("result.postponed"),
  /** A picture that came late was kept as an extra of its result. */
  ofResult("result.extra_kept"),
]);
export type ExecutionEvent = z.infer<typeof ExecutionEvent>;
export type ExecutionEventType = ExecutionEvent["type"];

/** Each type once: an event source hears only what it listens for by name. */
export const executionEventTypes: readonly ExecutionEventType[] = ExecutionEvent.options.map(
  (event) => event.shape.type.value,
);

/** What an event stream sends first: the execution as it stands after event `sequence`. */
export const Snapshot = z.object({
  type: z.literal("snapshot"),
  sequence: z.number().int().meta({ description: "The last event that it includes." }),
  execution: Execution,
});
export type Snapshot = z.infer<typeof Snapshot>;

/** A stream of several executions tells them by their id in the data; nobody watches more than so many at once. */
export const mostWatchedAtOnce = 20;

/** `GET /api/events`. */
export const EventsQuery = z.object({
  executions: z
    .string()
    .max(1200)
    .meta({
      description: `1 to ${mostWatchedAtOnce} ids of batches with commas between. With a colon and a number behind an id only what came after that event is told; without it, a snapshot comes first.`,
    }),
});

/** What a stream of several executions begins with: those of them that are told. */
export const Watching = z.object({ executions: z.array(uuid) });

/** That an execution is not told any more: it was deleted, or was never there for this person. */
export const Gone = z.object({ execution_id: uuid });
