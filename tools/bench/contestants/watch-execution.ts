import { ExecutionEvent } from "@bunch/contracts/event";
import type { Stats } from "@bunch/contracts/execution";
import { type ReadEvent, readEvents } from "../../../apps/server/src/http/testing/read-events.ts";

/** What a watcher of the event stream saw until its end. */
export type Watched = {
  stats: Stats;
  lastPictureUrl: string | null;
  /** When each picture was told, by the clock of the machine and by the place of its prompt. */
  toldAtMs: [place: number, atMs: number][];
};

/** Watches an execution to its end as the web app does. */
export async function watchExecution(input: { url: string; timeoutMs: number }): Promise<Watched> {
  const heardAtMs: number[] = [];
  const { events } = await readEvents({
    ...input,
    until: (sofar) => {
      const nowMs = Date.now();
      while (heardAtMs.length < sofar.length) heardAtMs.push(nowMs);
      return false;
    },
  });
  const last = ExecutionEvent.safeParse(events.at(-1)?.data).data;
  if (last?.type !== "execution.ended")
    throw new Error(`The events broke off before the end: ${JSON.stringify(events.at(-1)?.data)}`);
  const pictures = events.flatMap((event, index) => pictureOf(event, heardAtMs[index] ?? 0));
  return {
    stats: last.stats,
    lastPictureUrl: pictures.at(-1)?.url ?? null,
    toldAtMs: pictures.map(({ place, atMs }) => [place, atMs]),
  };
}

function pictureOf(event: ReadEvent, atMs: number) {
  if (event.type !== "result.completed") return [];
  const completed = ExecutionEvent.parse(event.data);
  if (completed.type !== "result.completed") return [];
  return [{ url: completed.result.result_url, place: completed.result.batch_index, atMs }];
}
