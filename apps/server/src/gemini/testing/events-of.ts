import { ExecutionEvent } from "@bunch/contracts/event";
import { readEvents } from "../../http/testing/read-events.ts";
import type { Emulated } from "./start-emulated.ts";

/** Every event of a batch that has ended, from its first on. */
export async function eventsOf({ bunch }: Emulated, batch: { id: string }) {
  const url = bunch.client.urlOf("events", batch.id);
  const { events } = await readEvents({ url, lastEventId: 0 });
  return events.flatMap((event) =>
    event.type === "snapshot" ? [] : [ExecutionEvent.parse(event.data)],
  );
}
