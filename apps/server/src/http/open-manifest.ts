import type { Execution } from "@bunch/contracts/execution";
import type { ManifestEntry } from "@bunch/contracts/manifest";
import { pictureName } from "@bunch/contracts/picture-name";
import type { ExecutionViews } from "@bunch/core/ports/execution-views";
import { wireExecution } from "./wire/execution.ts";
import type { PictureUrls } from "./wire/picture-urls.ts";
import { wireResult } from "./wire/result.ts";

const pageSize = 500;

/** A batch whose results are read as they are asked for, so that 100 000 of them take no more room than one page. */
export type OpenManifest = {
  execution: Execution;
  entries: AsyncIterable<ManifestEntry>;
};

/** Finds a batch and reads its first page; null when the user has none of that id. */
export async function openManifest(
  views: ExecutionViews,
  which: { userId: string; executionId: string; urls: PictureUrls },
): Promise<OpenManifest | null> {
  const { userId, executionId, urls } = which;
  const read = (cursor: string | null) =>
    views.results({ userId, executionId, status: null, fromSlot: null, limit: pageSize, cursor });
  const view = await views.find({ userId, executionId });
  // Read before anything is sent: what can be refused is refused with words.
  const first = view && (await read(null));
  if (!first) return null;
  const execution = wireExecution(view, await urls.ofExecutions([view]));
  const firstUrls = await urls.ofResults(first.items);

  async function* entries(): AsyncGenerator<ManifestEntry> {
    let urlOf = firstUrls;
    for (let page: typeof first = first; page;) {
      for (const item of page.items) {
        const result = wireResult(item, urlOf);
        const hasPicture = result.result_url !== null;
        yield { ...result, file_name: hasPicture ? pictureName(result, execution) : null };
      }
      if (page.next === null) return;
      page = await read(page.next);
      if (page) urlOf = await urls.ofResults(page.items);
    }
    throw new Error(`Execution ${executionId} was deleted while its manifest was read.`);
  }
  return { execution, entries: entries() };
}
