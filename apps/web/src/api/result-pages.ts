import type { Client } from "@bunch/contracts/client";
import type { Result, ResultsQuery } from "@bunch/contracts/result";

/** The results of a batch in order, page by page; of very many the first pages. */
export async function* resultPages(
  client: Pick<Client, "listResults">,
  asked: { id: string; query: ResultsQuery; mostPages: number; signal: AbortSignal },
): AsyncGenerator<Result[]> {
  let cursor: string | undefined;
  for (let page = 0; page < asked.mostPages; page += 1) {
    const query = { ...asked.query, limit: 1000, cursor };
    // Each page says where the next one begins.
    const answer = await client.listResults(asked.id, query, asked.signal);
    yield answer.data;
    if (answer.next_cursor === null) return;
    cursor = answer.next_cursor;
  }
}
