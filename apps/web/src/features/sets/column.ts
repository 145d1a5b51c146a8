import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";

/** One model's batch in a set: as it stands, and its results each in its slot, undefined until they are known. */
export type Column = { execution: Execution; results: readonly (Result | undefined)[] };
