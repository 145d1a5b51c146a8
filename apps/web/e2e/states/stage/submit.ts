import type { Client } from "@bunch/contracts/client";
import { until } from "../../../../../tools/testing/until.ts";

/** Starts a batch as a script does; gives its id. */
export async function submit(
  client: Client,
  input: { prompts: string[]; fields: Record<string, string> },
): Promise<string> {
  const form = new FormData();
  form.set("prompts", JSON.stringify(input.prompts));
  for (const [name, value] of Object.entries(input.fields)) form.set(name, value);
  return (await client.execute(form, crypto.randomUUID())).execution_id;
}

/** Waits until nothing of a batch is under way, and its pictures have their smaller copies. */
export async function ended(client: Client, id: string): Promise<void> {
  await until(
    "the batch has ended",
    async () => {
      const { completed_at: end } = await client.getExecution(id);
      if (end === null) return false;
      const results = (await client.listResults(id)).data;
      return results.every((one) => one.status !== "completed" || one.thumbhash !== null);
    },
    { withinMs: 150_000 },
  );
}

/** Waits until a batch rests for this reason. */
export function pausedBy(client: Client, id: string, code: string): Promise<void> {
  return until(
    `it is paused by ${code}`,
    async () => {
      const { status, reason, stats } = await client.getExecution(id);
      return status === "paused" && reason?.code === code && stats.processing === 0;
    },
    { withinMs: 60_000 },
  );
}

/** Waits until so many of its pictures have come, with their smaller copies. */
export function drawn(client: Client, id: string, count: number): Promise<void> {
  return until(
    `${count} are drawn`,
    async () => {
      const results = (await client.listResults(id)).data;
      return results.filter((one) => one.thumbhash !== null).length >= count;
    },
    { withinMs: 60_000 },
  );
}
