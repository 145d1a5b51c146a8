import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
// Fetched with the page: what comes later would push the pictures down.
import { DoubtOfOne } from "../features/doubts/doubt-of-one.tsx";
import { DoubtsNote } from "../features/doubts/doubts-note.tsx";

/** What is asked about all pictures of a batch that may be charged already. */
export function doubtsOf(execution: Execution) {
  return <DoubtsNote execution={execution} />;
}

/** What is asked about one of them. */
export function doubtOf(execution: Execution, result: Result) {
  return <DoubtOfOne execution={execution} result={result} />;
}
