import type { Client } from "@bunch/contracts/client";
import { RequestRefused } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Words } from "../words/en.ts";

const shownDigits = 8;
const mostPages = 20;
const whole = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The beginning of an id that people see and type; of one that a stranger made up, what may stand in a path and a command. */
export function shortId(id: string): string {
  return id.slice(0, shownDigits).replace(/[^0-9a-f-]/g, "");
}

/** The batch that an id, or the beginning of one, names. */
export async function findBatch(client: Client, words: Words, given: string): Promise<Execution> {
  const id = given.trim().toLowerCase();
  const refuse = (sentence: string) => new CannotGoOn(exitStatus.refused, "not_found", sentence);
  if (whole.test(id)) {
    try {
      return await client.getExecution(id);
    } catch (error) {
      if (error instanceof RequestRefused && error.status === 404)
        throw refuse(words.noSuchBatch(given));
      throw error;
    }
  }
  if (!/^[0-9a-f][0-9a-f-]{3,}$/.test(id)) throw refuse(words.badId(given));
  const found: Execution[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages && found.length < 2; page += 1) {
    const query = cursor === undefined ? { limit: 200 } : { limit: 200, cursor };
    const { data, next_cursor: next } = await client.listExecutions(query);
    found.push(...data.filter((one) => one.id.startsWith(id)));
    if (next === null) break;
    cursor = next;
  }
  const [first, second] = found;
  if (second) throw refuse(words.severalBatches(given));
  if (!first) throw refuse(words.noSuchBatch(given));
  return first;
}
