import { Readable } from "node:stream";
import type { Execution } from "@bunch/contracts/execution";
import type { ManifestEntry } from "@bunch/contracts/manifest";

/** A manifest as one JSON document, one result a line, written as the results are read. */
export function manifestJson(manifest: {
  execution: Execution;
  entries: AsyncIterable<ManifestEntry>;
}): Readable {
  async function* text() {
    yield `{"execution":${JSON.stringify(manifest.execution)},\n"results":[`;
    let between = "\n";
    for await (const entry of manifest.entries) {
      yield between + JSON.stringify(entry);
      between = ",\n";
    }
    yield "\n]}\n";
  }
  return Readable.from(text());
}
