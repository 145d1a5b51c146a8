import { randomUUID } from "node:crypto";
import type { Bunch } from "../../testing/start-bunch.ts";
import { apiKey } from "./prompts.ts";
import { type Watched, watchExecution } from "./watch-execution.ts";

/** Has a batch drawn, somebody watching as the web app does: from the first byte of the POST to the last picture, read at its address. */
export async function drawBatch(
  bunch: Bunch,
  input: { model: string; prompts: readonly string[]; withinMs: number },
): Promise<Watched & { executionId: string; makespanMs: number }> {
  const form = new FormData();
  form.set("api_key", apiKey);
  form.set("model", input.model);
  form.set("prompts_text", input.prompts.join("\n\n"));
  const startedMs = performance.now();
  const { execution_id: executionId } = await bunch.client.execute(form, randomUUID());
  const watched = await watchExecution({
    url: bunch.client.urlOf("events", executionId),
    timeoutMs: input.withinMs,
  });
  if (watched.lastPictureUrl) await pictureAt(watched.lastPictureUrl);
  return { ...watched, executionId, makespanMs: performance.now() - startedMs };
}

/** Reads a picture at its address. */
export async function pictureAt(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}
