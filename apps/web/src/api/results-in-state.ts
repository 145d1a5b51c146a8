import type { Client } from "@bunch/contracts/client";
import type { Result, ResultStatus } from "@bunch/contracts/result";

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
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const query = { status, ...(cursor !== undefined && { cursor }) };
    // Each page says where the next one begins.
    const answer = await client.listResults(id, query, signal);
    found.push(...answer.data);
    if (answer.next_cursor === null) break;
    cursor = answer.next_cursor;
  }
  return found;
}
