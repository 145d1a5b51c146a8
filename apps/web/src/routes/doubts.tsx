import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { lazy, Suspense } from "react";
import { withWords } from "../language/activate-language.ts";

// Seldom needed, so fetched then.
const DoubtsNote = lazy(async () => ({
  default: (await withWords(import("../features/doubts/doubts-note.tsx"))).DoubtsNote,
}));
const DoubtOfOne = lazy(async () => ({
  default: (await withWords(import("../features/doubts/doubt-of-one.tsx"))).DoubtOfOne,
}));

/** What is asked about all pictures of a batch that may be charged already. */
export function doubtsOf(execution: Execution) {
  return (
    <Suspense>
      <DoubtsNote execution={execution} />
    </Suspense>
  );
}

/** What is asked about one of them. */
export function doubtOf(execution: Execution, result: Result) {
  return (
    <Suspense>
      <DoubtOfOne execution={execution} result={result} />
    </Suspense>
  );
}
