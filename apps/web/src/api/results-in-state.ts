import type { Client } from "@bunch/contracts/client";
import type { Result, ResultStatus } from "@bunch/contracts/result";
import { resultPages } from "./result-pages.ts";

/** A draft of more prompts than this says so anyway. */
const mostPages = 10;

/** The results of a batch in one state, in order; of very many the first ten thousand. */
export async function resultsInState(
  client: Client,
  id: string,
  status: ResultStatus,
  signal: AbortSignal,
): Promise<Result[]> {
  const found: Result[] = [];
  for await (const page of resultPages(client, { id, query: { status }, mostPages, signal }))
    found.push(...page);
  return found;
}
