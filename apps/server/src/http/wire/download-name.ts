import type { Execution } from "@bunch/contracts/execution";

/** The file name of a download: what the batch is called, or its id, in signs that every system takes. */
export function downloadName(
  execution: Pick<Execution, "id" | "name">,
  extension: "csv" | "json",
): string {
  const name = (execution.name ?? "")
    .normalize("NFC")
    .replace(/[\p{Control}\p{Format}\p{Surrogate}/\\?%*:|"<>]+/gu, " ")
    .replace(/\s+/g, " ")
    .slice(0, 80)
    .toWellFormed()
    // Windows drops a dot at the end, and a file that begins with one is hidden elsewhere.
    .replace(/^[\s.]+|[\s.]+$/g, "");
  return `${name || `bunch-${execution.id}`}.${extension}`;
}
