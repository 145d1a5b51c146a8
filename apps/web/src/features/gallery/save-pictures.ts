import type { Client } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import { pictureName } from "@bunch/contracts/picture-name";
import { contentOf } from "../../api/download-file.ts";
import { slotOf } from "../../results/picture-number.ts";
import type { Result } from "@bunch/contracts/result";

/** What a person's disk has time for before the next one comes. */
const revokeAfterMs = 60_000;

/** Saves pictures one after the other under their own names; `saved` is told how many there are. */
export async function savePictures(input: {
  client: Client;
  execution: Execution;
  results: Result[];
  withMetadata: boolean;
  saved: (count: number) => void;
  signal: AbortSignal;
}): Promise<void> {
  let count = 0;
  for (const result of input.results) {
    input.signal.throwIfAborted();
    // One at a time: a browser that is handed a hundred at once drops most of them.
    const file = await pictureFile(input.client, input.execution, result, input);
    if (file === null) continue;
    const address = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = address;
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), revokeAfterMs);
    count += 1;
    input.saved(count);
  }
}

/** A picture's bytes as a file of its own name; null where there is none. */
export async function pictureFile(
  client: Client,
  execution: Execution,
  result: Result,
  { withMetadata = false, signal }: { withMetadata?: boolean; signal: AbortSignal },
): Promise<File | null> {
  if (result.result_url === null) return null;
  const slot = slotOf(result, execution.variations);
  const bytes = withMetadata
    ? await contentOf(client, client.pictureWithMetadata(execution.id, slot), signal)
    : await (await client.picture(result.result_url, signal)).blob();
  const type = result.mime_type ?? bytes.type;
  return new File([bytes], pictureName(result, execution), { type });
}
