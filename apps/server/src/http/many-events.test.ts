import {
  ExecutionEvent,
  Gone,
  mostWatchedAtOnce,
  Snapshot,
  Watching,
} from "@bunch/contracts/event";
import { Failure } from "@bunch/contracts/envelope";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEvents, type ReadEvent } from "./testing/read-events.ts";
import { localPerson } from "./who-asks.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const ana = "aaaaaaaa-0000-4000-8000-0000000000aa";
const ben = "bbbbbbbb-0000-4000-8000-0000000000bb";
let server: TestServer;
let shared: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true, latencyMs: 30 });
  shared = await startTestServer({
    whoAsks: (request) => localPerson(request.get("x-who") === "ben" ? ben : ana),
  });
  await shared.owner.query("insert into auth.users (id) values ($1), ($2)", [ana, ben]);
});
afterAll(() => Promise.all([server?.close(), shared?.close()]));

const urlOf = (base: string, ...places: string[]) =>
  `${base}/api/events?executions=${places.join(",")}`;
const promptsOf = (count: number) => Array.from({ length: count }, (_, index) => `fox ${index}`);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** The numbers of what was told of an execution, without snapshots. */
function sequencesOf(events: ReadEvent[], id: string): number[] {
  return events.flatMap(({ data }) => {
    const event = ExecutionEvent.safeParse(data);
    return event.success && event.data.execution_id === id ? [event.data.sequence] : [];
  });
}

test("W65: several batches are told on one line, each from its own place and each in order, and it ends with the last of them", async () => {
  const { execution_id: one } = await server.execute({ prompts: promptsOf(12) });
  const { execution_id: two } = await server.execute({ prompts: promptsOf(8) });
  const { events, ended, headers, text } = await readEvents({
    url: urlOf(server.base, one, `${two}:0`),
  });
  expect(ended).toBe(true);
  expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(text).not.toContain("\nid: ");
  expect(events[0]?.type).toBe("watching");
  expect(Watching.parse(events[0]?.data).executions).toEqual([one, two]);
  const snapshots = events.flatMap(({ type, data }) =>
    type === "snapshot" ? [Snapshot.parse(data)] : [],
  );
  expect(snapshots.map(({ execution }) => execution.id)).toEqual([one]);
  const first = sequencesOf(events, one);
  expect(first).toEqual(upTo(first.length).map((n) => n + (snapshots[0]?.sequence ?? 0)));
  expect(first.length).toBeGreaterThan(0);
  const second = sequencesOf(events, two);
  expect(second).toEqual(upTo(second.length));
  expect(events.filter(({ type }) => type === "execution.ended")).toHaveLength(2);
});

test.each([1, 2, 3])(
  "W65: cut at random points and taken up by the numbers, no event of any is missing and none comes twice (seed %i)",
  async (seed) => {
    let state = seed;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const started = [];
    for (const count of [10, 15, 20])
      started.push((await server.execute({ prompts: promptsOf(count) })).execution_id);
    const seen = new Map<string, number[]>(started.map((id) => [id, []]));
    let cuts = 0;
    for (let line = 0; line < 400; line += 1) {
      const places = [...seen].map(([id, numbers]) => `${id}:${numbers.at(-1) ?? 0}`);
      const mostBytes = 200 + Math.floor(random() * 9000);
      const read = await readEvents({ url: urlOf(server.base, ...places), mostBytes });
      for (const [id, numbers] of seen) numbers.push(...sequencesOf(read.events, id));
      if (read.ended) break;
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(3);
    for (const [id, numbers] of seen) {
      expect(numbers).toEqual(upTo(numbers.length));
      const { rows } = await server.owner.query<{ last: number }>(
        "select last_sequence::int as last from workflow_executions where id = $1",
        [id],
      );
      expect(numbers.length).toBe(rows[0]?.last);
    }
  },
);

test("W65: what is over and was seen, is told no more; a number that is none of ours begins anew", async () => {
  const { execution_id: id } = await server.execute({ prompts: promptsOf(1) });
  await server.ended(id);
  const { events } = await readEvents({ url: urlOf(server.base, id) });
  const { sequence } = Snapshot.parse(events.find(({ type }) => type === "snapshot")?.data);
  const again = await readEvents({ url: urlOf(server.base, `${id}:${sequence}`) });
  expect(again.ended).toBe(true);
  expect(again.events.map(({ type }) => type)).toEqual(["watching"]);
  const beyond = await readEvents({ url: urlOf(server.base, `${id}:999999`) });
  expect(beyond.events.map(({ type }) => type)).toEqual(["watching", "snapshot"]);
});

test("W65: of others, and of what never was, nothing is told but that it is not there; a deleted one says so on an open line", async () => {
  const begun = await shared.call("/api/nano-banana/execute", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompts: promptsOf(2), model: "simulator" }),
  });
  const { data } = (await begun.json()) as { data: { execution_id: string } };
  const id = data.execution_id;
  const never = "cccccccc-0000-4000-8000-0000000000cc";
  const ofBen = await (
    await shared.call(`/api/events?executions=${id},${never}`, { headers: { "x-who": "ben" } })
  ).text();
  expect(ofBen).toContain('event: watching\ndata: {"executions":[]}');
  expect(ofBen).toContain(`event: gone\ndata: {"execution_id":"${id}"}`);
  expect(ofBen).toContain(`event: gone\ndata: {"execution_id":"${never}"}`);
  expect(ofBen).not.toContain("snapshot");

  const opened = Promise.withResolvers<void>();
  const line = readEvents({
    url: urlOf(shared.base, id),
    until: (events) => {
      if (events.some(({ type }) => type === "snapshot")) opened.resolve();
      return events.some(({ type }) => type === "gone");
    },
  });
  await opened.promise;
  await shared.owner.query("delete from workflow_executions where id = $1", [id]);
  const { events } = await line;
  expect(Gone.parse(events.at(-1)?.data).execution_id).toBe(id);
});

test.each([
  ["nothing", ""],
  ["what is no id", "?executions=fox"],
  ["a place without a number", "?executions=aaaaaaaa-0000-4000-8000-0000000000aa:x"],
  [
    "too many",
    `?executions=${Array.from({ length: mostWatchedAtOnce + 1 }, () => crypto.randomUUID()).join(",")}`,
  ],
])("W65: %s is refused with the field's name", async (_, query) => {
  const response = await server.call(`/api/events${query}`);
  expect(response.status).toBe(400);
  const { error } = Failure.parse(await response.json());
  expect(error).toMatchObject({ code: "bad_request", details: { field: "executions" } });
});
