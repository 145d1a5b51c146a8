import { ExecutionEvent } from "@bunch/contracts/event";
import { readEvents } from "../../apps/server/src/http/testing/read-events.ts";

/** Watches an execution to its end as the web app does; fails unless every prompt became a picture. */
export async function watchExecution(input: {
  url: string;
  timeoutMs: number;
}): Promise<{ lastPictureUrl: string }> {
  const { events } = await readEvents(input);
  const last = ExecutionEvent.parse(events.at(-1)?.data);
  if (last.type !== "execution.ended" || last.stats.successful < last.stats.total_results)
    throw new Error(`Not all became pictures: ${JSON.stringify(last)}`);
  const picture = events.findLast(({ type }) => type === "result.completed");
  const completed = ExecutionEvent.parse(picture?.data);
  const url = completed.type === "result.completed" ? completed.result.result_url : null;
  if (!url) throw new Error("The last picture has no address.");
  return { lastPictureUrl: url };
}
