import { Readable } from "node:stream";
import type { Execution } from "@bunch/contracts/execution";
import type { ManifestEntry } from "@bunch/contracts/manifest";
import { stringify } from "csv-stringify";

/** The columns in their order, with what stands in each. */
const columns = {
  number: ({ entry }) => entry.batch_index + 1,
  variation: ({ entry }) => entry.variation + 1,
  file_name: ({ entry }) => entry.file_name,
  prompt: ({ entry }) => entry.prompt_text,
  status: ({ entry }) => entry.status,
  model: ({ execution }) => execution.model,
  aspect_ratio: ({ execution }) => execution.aspect_ratio,
  image_size: ({ execution }) => execution.image_size,
  width: ({ entry }) => entry.width,
  height: ({ entry }) => entry.height,
  mime_type: ({ entry }) => entry.mime_type,
  cost: ({ entry }) => entry.api_cost,
  possible_cost: ({ entry }) => entry.possible_cost,
  attempts: ({ entry }) => entry.attempts,
  processing_time_ms: ({ entry }) => entry.processing_time_ms,
  error_code: ({ entry }) => entry.error_code,
  error_message: ({ entry }) => entry.error_message,
  warnings: ({ entry }) => entry.warnings.map((warning) => warning.message).join(" "),
  url: ({ entry }) => entry.result_url,
  thumbnail_url: ({ entry }) => entry.thumbnail_url,
  rating: ({ entry }) => entry.rating,
  rejected: ({ entry }) => String(entry.rejected),
} satisfies Record<
  string,
  (line: { execution: Execution; entry: ManifestEntry }) => string | number | null
>;

/** A manifest as a spreadsheet opens it: with a byte order mark for Excel, and no text that it would take for a formula. */
export function manifestCsv(manifest: {
  execution: Execution;
  entries: AsyncIterable<ManifestEntry>;
}): Readable {
  const { execution, entries } = manifest;
  async function* lines() {
    for await (const entry of entries)
      yield Object.values(columns).map((valueOf) => valueOf({ execution, entry }));
  }
  const source = Readable.from(lines());
  const csv = stringify({
    bom: true,
    header: true,
    columns: Object.keys(columns),
    record_delimiter: "windows",
    quote_record_delimiter: true,
    escape_formulas: true,
  });
  source.once("error", (error) => csv.destroy(error));
  csv.once("close", () => source.destroy());
  return source.pipe(csv);
}
