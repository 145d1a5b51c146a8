import { ExecutionEvent, Snapshot } from "@bunch/contracts/event";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEvents, type ReadEvent } from "./testing/read-events.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true, latencyMs: 30 });
});
afterAll(() => server?.close());

const urlOf = (id: string) => `${server.base}/api/executions/${id}/events`;
const promptsOf = (count: number) => Array.from({ length: count }, (_, index) => `fox ${index}`);
const idsOf = (events: ReadEvent[]) => events.map(({ id }) => id);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test("I7 a stream begins with a snapshot, tells every event in order and ends with the batch", async () => {
  const { execution_id: id } = await server.execute({ prompts: promptsOf(12) });
  const { headers, events, ended, text } = await readEvents({ url: urlOf(id) });
  expect(ended).toBe(true);
  expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(headers.get("cache-control")).toContain("no-store");
  expect(text.startsWith("retry: 1000\n\n")).toBe(true);

  const [first, ...rest] = events;
  const snapshot = Snapshot.parse(first?.data);
  expect(first).toMatchObject({ type: "snapshot", id: snapshot.sequence });
  expect(snapshot.execution.id).toBe(id);
  expect(idsOf(rest)).toEqual(upTo(rest.length).map((number) => number + snapshot.sequence));
  const parsed = rest.map((event) => ExecutionEvent.parse(event.data));
  for (const [index, event] of parsed.entries())
    expect({ type: event.type, id: event.sequence }).toEqual({
      type: rest[index]?.type,
      id: rest[index]?.id,
    });
  expect(parsed.at(-1)).toMatchObject({
    type: "execution.ended",
    status: "completed",
    stats: { successful: 12, pending: 0, completion_percentage: 100 },
  });
  const drawn = parsed.flatMap((event) =>
    event.type === "result.completed" ? [event.result] : [],
  );
  expect(drawn).toHaveLength(12);
  expect(drawn[0]?.result_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/files\/.+\.(png|jpg|webp)$/);
});

test.each([1, 2, 3, 4, 5])(
  "I7 cut at random points and resumed, no event is missing and none comes twice (seed %i)",
  async (seed) => {
    let state = seed;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const { execution_id: id } = await server.execute({ prompts: promptsOf(25) });
    const seen: number[] = [];
    let lastEventId: number | null = 0;
    let cuts = 0;
    for (let line = 0; line < 400; line += 1) {
      const mostBytes = 50 + Math.floor(random() * 6000);
      const read = await readEvents({ url: urlOf(id), lastEventId, mostBytes });
      seen.push(...idsOf(read.events));
      lastEventId = seen.at(-1) ?? lastEventId;
      if (read.ended) break;
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(3);
    expect(seen).toEqual(upTo(seen.length));
    const { rows } = await server.owner.query<{ last: number }>(
      "select last_sequence::int as last from workflow_executions where id = $1",
      [id],
    );
    expect(seen.length).toBe(rows[0]?.last);
  },
);

test("an ended batch gives its snapshot and ends; whoever saw its last event is told to stay away", async () => {
  const { execution_id: id } = await server.execute({ prompts: promptsOf(2) });
  await server.ended(id);
  const { events, ended } = await readEvents({ url: urlOf(id) });
  expect(ended).toBe(true);
  expect(events.map(({ type }) => type)).toEqual(["snapshot"]);
  const lastEventId = events[0]?.id ?? 0;
  expect((await readEvents({ url: urlOf(id), lastEventId })).status).toBe(204);
  const replayed = await readEvents({ url: urlOf(id), lastEventId: lastEventId - 1 });
  expect(replayed.events.map(({ type }) => type)).toEqual(["execution.ended"]);
});

test("a retry goes on after an end: the stream runs past the first end to the second", async () => {
  const { execution_id: id } = await server.execute({ prompts: ["fox [[safety,ok]]", "fox"] });
  await server.ended(id);
  expect((await server.call(`/api/executions/${id}/retry`, { method: "POST" })).status).toBe(200);
  await server.ended(id);
  const { events } = await readEvents({ url: urlOf(id), lastEventId: 0 });
  expect(idsOf(events)).toEqual(upTo(events.length));
  const types = events.map(({ type }) => type);
  expect(types.filter((type) => type === "execution.ended")).toHaveLength(2);
  expect(types).toContain("execution.retried");
  expect(types.at(-1)).toBe("execution.ended");
});

test("an id that is none of ours begins anew with a snapshot", async () => {
  const { execution_id: id } = await server.execute({ prompts: promptsOf(1) });
  await server.ended(id);
  for (const lastEventId of [999_999, -3]) {
    const { events } = await readEvents({ url: urlOf(id), lastEventId });
    expect(events[0]?.type).toBe("snapshot");
  }
});

test("a pause and a resume reach an open stream at once", async () => {
  const { execution_id: id } = await server.execute({ prompts: promptsOf(60) });
  const stream = readEvents({ url: urlOf(id) });
  expect((await server.call(`/api/executions/${id}/pause`, { method: "POST" })).status).toBe(200);
  await readEvents({
    url: urlOf(id),
    lastEventId: 0,
    until: (events) => events.some(({ type }) => type === "execution.paused"),
  });
  expect((await server.call(`/api/executions/${id}/resume`, { method: "POST" })).status).toBe(200);
  const types = (await stream).events.map(({ type }) => type);
  expect(types).toContain("execution.resumed");
  expect(types.at(-1)).toBe("execution.ended");
});

test("an outage of the database is waited out: an open stream goes on after it", async () => {
  const idle = await startTestServer();
  try {
    const { execution_id: id } = await idle.execute({ prompts: promptsOf(3) });
    const breakAll = () =>
      idle.owner.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
    const opened = Promise.withResolvers<void>();
    const stream = readEvents({
      url: `${idle.base}/api/executions/${id}/events`,
      until: (seen) => {
        if (seen.length === 1) opened.resolve();
        return false;
      },
    });
    await opened.promise;
    for (let times = 0; times < 20; times += 1) await breakAll();
    for (const until = Date.now() + 10_000; Date.now() < until;) {
      const { status } = await idle.call(`/api/executions/${id}/cancel`, { method: "POST" });
      if (status === 200) break;
    }
    const { events, ended } = await stream;
    expect(ended).toBe(true);
    expect(events.map(({ type }) => type)).toEqual([
      "snapshot",
      "execution.cancelled",
      "execution.ended",
    ]);
  } finally {
    await idle.close();
  }
});

test("when the server closes, its streams end, so that their clients go elsewhere", async () => {
  const idle = await startTestServer();
  try {
    const { execution_id: id } = await idle.execute({ prompts: promptsOf(3) });
    const { ended, events } = await readEvents({
      url: `${idle.base}/api/executions/${id}/events`,
      until: () => {
        idle.closing.abort();
        return false;
      },
    });
    expect(ended).toBe(true);
    expect(events.map(({ type }) => type)).toEqual(["snapshot"]);
  } finally {
    await idle.close();
  }
});
