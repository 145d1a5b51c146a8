import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { DatabaseUnderTest } from "./database-under-test.ts";
import type { Person } from "./person.ts";
import type { Watched } from "./watch-stream.ts";

const pauseMs = 100;
/** On a busy machine a start takes its time; beyond this nobody would wait. */
const mostMs = 240_000;
/** A provider that never answers would be asked for ever by somebody who always says yes. */
const mostDrawnAgain = 3;

type Left = {
  id: string;
  status: string;
  last: number;
  code: string | null;
  key: string;
};
type Decision = "draw_again" | "give_up";

/** Waits until every execution has ended, no attempt is open and whoever watches has seen it all; resumes what is paused. */
export async function settle(input: {
  database: DatabaseUnderTest;
  person: Person;
  watched: ReadonlyMap<string, Watched>;
  /** After so long without any move nothing will move any more. */
  settleMs: number;
  /** What the owner of a submission says of its doubts. */
  decisionOf: (key: string) => Decision;
  /** How often processes were started so far. */
  starts: () => number;
}): Promise<string[]> {
  const endMs = performance.now() + mostMs;
  let movedMs = performance.now();
  let before = "";
  const asked = new Map<string, number>();
  const client = new pg.Client({ connectionString: input.database.superuserUrl });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<Left>(
        `select id, status, last_sequence::int as last, paused_reason ->> 'code' as code,
           idempotency_key as key
         from workflow_executions e
         where completed_at is null or exists
           (select from result_attempts a where a.execution_id = e.id and a.state in ('sent', 'received'))`,
      );
      const unseen = await unseenBy(client, input.watched);
      if (rows.length === 0 && unseen.length === 0) return [];
      for (const left of rows) if (left.status === "paused") await letGoOn(input, left, asked);
      const now = JSON.stringify([rows, unseen, input.starts()]);
      if (now !== before) movedMs = performance.now();
      before = now;
      if (performance.now() > Math.min(endMs, movedMs + input.settleMs))
        return [
          ...rows.map(({ id, status }) => `I1: execution ${id} does not end; it is ${status}.`),
          ...unseen.map(unseenSentence),
        ];
      await delay(pauseMs);
    }
  } finally {
    await client.end();
  }
}

/** Waits until whoever watches has seen the last event of every execution. */
export async function hearAll(input: {
  database: DatabaseUnderTest;
  watched: ReadonlyMap<string, Watched>;
  withinMs: number;
}): Promise<string[]> {
  const endMs = performance.now() + input.withinMs;
  const client = new pg.Client({ connectionString: input.database.superuserUrl });
  await client.connect();
  try {
    for (;;) {
      const unseen = await unseenBy(client, input.watched);
      if (unseen.length === 0 || performance.now() > endMs) return unseen.map(unseenSentence);
      await delay(pauseMs);
    }
  } finally {
    await client.end();
  }
}

const unseenSentence = (id: string) => `I7: whoever watches ${id} does not see its last events.`;

/** Does what the reason of a pause asks its owner for. */
async function letGoOn(
  { person, decisionOf }: { person: Person; decisionOf: (key: string) => Decision },
  { id, code, key }: Left,
  asked: Map<string, number>,
): Promise<void> {
  const times = (asked.get(id) ?? 0) + 1;
  if (code === "doubts") {
    asked.set(id, times);
    await person.decide(id, times > mostDrawnAgain ? "give_up" : decisionOf(key));
  } else if (code === "cap") await person.raiseCap(id);
  else await person.press("resume", id);
}

async function unseenBy(
  client: pg.Client,
  watched: ReadonlyMap<string, Watched>,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string; last: number }>(
    "select id, last_sequence::int as last from workflow_executions",
  );
  return rows
    .filter(({ id, last }) => {
      const watcher = watched.get(id);
      return watcher && (watcher.events.at(-1)?.id ?? watcher.from ?? 0) < last;
    })
    .map(({ id }) => id);
}
