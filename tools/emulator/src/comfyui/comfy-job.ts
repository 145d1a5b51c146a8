import type { JsonObject } from "../json-object.ts";

/** A file as ComfyUI names it. */
export interface SavedFile {
  filename: string;
  subfolder: string;
  type: "output" | "temp";
}

/** What the work came to: the files of each node that saved, or what went wrong at which node. */
export type ComfyOutcome =
  | { is: "drawn"; outputs: Record<string, { images: SavedFile[] }> }
  | { is: "failed"; event: "execution_error" | "execution_interrupted"; told: JsonObject };

/** A graph in the queue. */
export interface ComfyJob {
  number: number;
  id: string;
  prompt: JsonObject;
  extraData: JsonObject;
  outputs: string[];
  /** How long the drawing takes once its turn has come. */
  waitMs: number;
  /** Nobody finds it later. */
  lost: boolean;
  /** So many questions after it get a 500 first. */
  failingPolls: number;
  /** Does the work and puts it on the bill; called once. */
  draw: () => ComfyOutcome;
}

/** A job that is over. */
export interface FinishedJob {
  job: ComfyJob;
  outcome: ComfyOutcome;
  startedMs: number;
  finishedMs: number;
}

/** A job as the queue and the history list it. */
export function queueItem({ number, id, prompt, extraData, outputs }: ComfyJob): unknown[] {
  return [number, id, prompt, extraData, outputs];
}

/** A finished job as the history tells it. */
export function historyEntry({ job, outcome, startedMs, finishedMs }: FinishedJob): JsonObject {
  const { id } = job;
  const [start, end] = [Math.round(startedMs), Math.round(finishedMs)];
  const drawn = outcome.is === "drawn";
  const messages = [
    ["execution_start", { prompt_id: id, timestamp: start }],
    ["execution_cached", { nodes: [], prompt_id: id, timestamp: start }],
    drawn
      ? ["execution_success", { prompt_id: id, timestamp: end }]
      : [outcome.event, { prompt_id: id, ...outcome.told, timestamp: end }],
  ];
  const outputs = drawn ? outcome.outputs : {};
  return {
    prompt: queueItem(job),
    outputs,
    status: { status_str: drawn ? "success" : "error", completed: drawn, messages },
    meta: Object.fromEntries(
      Object.keys(outputs).map((node) => [
        node,
        { node_id: node, display_node: node, parent_node: null, real_node_id: node },
      ]),
    ),
  };
}
