import type { IQueueBackend } from "bullmq";
import { endsWithin } from "./ends-within.ts";

const farewellMs = 5_000;
const cutOffMs = 1_000;

/** Waits for a queue or worker that closes; cuts its connections when the store is away and hears no farewell. */
export async function partFromStore(
  part: { getBackend(): IQueueBackend },
  closed: Promise<void>,
): Promise<void> {
  if (await endsWithin(closed, farewellMs)) return;
  await endsWithin(part.getBackend().close(true), cutOffMs);
}
