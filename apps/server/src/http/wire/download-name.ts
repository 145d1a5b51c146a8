import type { Execution } from "@bunch/contracts/execution";
import { isSafeFileStem } from "@bunch/contracts/file-name";

/** The file name of a download: what the batch is called, or its id, in signs that every system takes. */
export function downloadName(
  execution: Pick<Execution, "id" | "name">,
  extension: "csv" | "json" | "zip",
): string {
  const name = (execution.name ?? "")
    .normalize("NFC")
    .replace(/[\p{Control}\p{Format}\p{Surrogate}/\\?%*:|"<>]+/gu, " ")
    .replace(/\s+/g, " ")
    .slice(0, 80)
    .toWellFormed()
    // Windows drops a dot at the end, and a file that begins with one is hidden elsewhere.
    .replace(/^[\s.]+|[\s.]+$/g, "");
  return `${isSafeFileStem(name) ? name : `bunch-${execution.id}`}.${extension}`;
}
