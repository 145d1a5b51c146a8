import { randomUUID } from "node:crypto";
import { createClient, RequestRefused } from "@bunch/contracts/client";
import { Manifest } from "@bunch/contracts/manifest";
import { pathOf } from "@bunch/contracts/routes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repeatBatch } from "../../../../tools/testing/repeat-batch.ts";
import { until } from "../../../../tools/testing/until.ts";
import { readEvents } from "./testing/read-events.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const another = randomUUID();
let server: TestServer;
let client: ReturnType<typeof createClient>;
let theirs: ReturnType<typeof createClient>;
beforeAll(async () => {
  server = await startTestServer({
    withWorker: true,
    whoAsks: (request) =>
      request.headers["x-test-person"] === "another"
        ? { userId: another, by: "session", scope: "run", email: null, sessionId: null }
        : undefined,
  });
  await server.owner.query("insert into auth.users (id) values ($1)", [another]);
  client = createClient({ baseUrl: server.base });
  theirs = createClient({
    baseUrl: server.base,
    fetch: (address, init) => {
      const headers = new Headers(init?.headers);
      headers.set("x-test-person", "another");
      return fetch(address, { ...init, headers });
    },
  });
});
afterAll(() => server?.close());

async function drawn(prompts = ["a red fox", "no [[prohibited_content]]", "a Café"], over = {}) {
  const { execution_id: id } = await server.execute({ prompts, variations: 2, ...over });
  await server.ended(id);
  return id;
}
const idsOf = async (id: string) => (await client.listResults(id)).data.map((one) => one.id);
const refusalOf = async (asked: Promise<unknown>) => {
  const refused = await asked.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(refused instanceof RequestRefused)) throw new Error("It was not refused.");
  const { code, message, details } = refused.error;
  return { status: refused.status, code, message, field: details?.field };
};
const put = (id: string, body: unknown) =>
  server.call(pathOf("rate", id), {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("X20: the outline tells a drawn batch in a character a slot, and listResults begins at any of them", async () => {
  const id = await drawn();
  const outline = await client.outline(id);
  expect(outline).toMatchObject({ from: 0, count: 6, states: "ccmmcc", ratings: "000000" });
  expect(outline.found).toBeNull();
  // The last event, as a stream tells it too.
  const { events } = await readEvents({ url: client.urlOf("events", id), lastEventId: 0 });
  expect(outline.sequence).toBe(Math.max(...events.map((event) => event.id)));
  expect(await client.outline(id, { from: 1, limit: 3, search: "CAFE" })).toMatchObject({
    from: 1,
    states: "cmm",
    found: [],
  });
  expect((await client.outline(id, { search: "cafe" })).found).toEqual([4, 5]);
  expect((await client.outline(id, { search: "%" })).found).toEqual([]);
  const page = await client.listResults(id, { from_slot: 3, limit: 2 });
  expect(page.data.map((one) => [one.batch_index, one.variation])).toEqual([
    [1, 1],
    [2, 0],
  ]);
  const rest = await client.listResults(id, { cursor: page.next_cursor ?? "" });
  expect(rest.data.map((one) => [one.batch_index, one.variation])).toEqual([[2, 1]]);
});

test("X20: an answer holds as many slots as it says, whatever is asked for, and the next begins behind them", async () => {
  const id = await repeatBatch(server.connectionString, {
    executionId: await drawn(),
    count: 5000,
  });
  const whole = await client.outline(id, { limit: 10_000 });
  expect([whole.count, whole.states.length, whole.ratings.length]).toEqual([5000, 3000, 3000]);
  expect((await client.outline(id, { from: 3000 })).states).toHaveLength(2000);
  const searched = await client.outline(id, { from: 3500, limit: 10_000, search: "number 4501" });
  expect([searched.states.length, searched.found]).toEqual([1000, []]);
  const next = await client.outline(id, { from: 4500, search: "number 4501" });
  expect([next.states.length, next.found]).toEqual([500, [4500]]);
});

test.each([
  ["outline", "from=-1", "from"],
  ["outline", "from=x", "from"],
  ["outline", "limit=10001", "limit"],
  ["outline", "limit=0", "limit"],
  ["outline", `search=${"x".repeat(201)}`, "search"],
  ["outline", "search=a&search=b", "search"],
  ["results", "from_slot=-1", "from_slot"],
  ["results", "from_slot=1.5", "from_slot"],
  ["results", "from_slot=1000000000", "from_slot"],
  ["results", "from_slot=2&status=completed", "from_slot"],
  ["results", "from_slot=2&cursor=0_0", "from_slot"],
])("X20: %s?%s is refused with the field", async (what, query, field) => {
  const { execution_id: id } = await server.execute({ prompts: ["x"], model: "simulator" });
  const response = await server.call(`/api/executions/${id}/${what}?${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: "bad_request", details: { field } },
  });
});

test.each(["%00", "%F0%9F%A6%8A", "%ED%A0%80", "(((", "\\", "[", "a{9999}", "*"])(
  "X20: a search for %j is answered, whatever it finds",
  async (search) => {
    const { execution_id: id } = await server.execute({ prompts: ["x"], model: "simulator" });
    for (const path of [`/api/executions/${id}/outline`, "/api/executions"])
      expect((await server.call(`${path}?search=${search}`)).status).toBe(200);
  },
);

test("X19: ratings are kept, told by results, outline and both manifests, and heard by no event", async () => {
  const id = await drawn();
  const [one = "", two = "", , , five = ""] = await idsOf(id);
  const before = (await client.outline(id)).sequence;
  const rate = (body: Parameters<typeof client.rate>[1]) => client.rate(id, body);
  expect(
    await rate({
      results: [{ id: one, rating: 5 }, { id: two, rejected: true }, { id: five.toUpperCase() }],
    }),
  ).toEqual({ changed: 2 });
  expect(await rate({ results: [{ id: one, rating: 5 }] })).toEqual({ changed: 0 });
  expect(await client.outline(id)).toMatchObject({ ratings: "5x0000", sequence: before });
  const told = (await client.listResults(id)).data.map(({ rating, rejected }) => [
    rating,
    rejected,
  ]);
  expect(told.slice(0, 3)).toEqual([
    [5, false],
    [null, true],
    [null, false],
  ]);
  const json = Manifest.parse(await (await server.call(pathOf("manifestJson", id))).json());
  expect(json.results.map(({ rating }) => rating)).toEqual([5, null, null, null, null, null]);
  const csv = await (await server.call(pathOf("manifestCsv", id))).text();
  const lines = csv.trim().split("\r\n");
  expect(lines[0]).toMatch(/,rating,rejected$/);
  expect(lines[1]).toMatch(/,5,false$/);
  expect(lines[2]).toMatch(/,,true$/);
  expect(
    await rate({
      results: [
        { id: one, rating: null },
        { id: two, rejected: false },
      ],
    }),
  ).toEqual({ changed: 2 });
  expect((await client.outline(id)).ratings).toBe("000000");
});

test("X19: what cannot be rated refuses all with a sentence, and nothing is rated", async () => {
  const id = await drawn();
  const [one = "", , refused = ""] = await idsOf(id);
  const elsewhere = (await idsOf(await drawn(["a hare"])))[0] ?? "";
  expect(
    await refusalOf(
      client.rate(id, {
        results: [
          { id: one, rating: 1 },
          { id: elsewhere, rating: 1 },
        ],
      }),
    ),
  ).toEqual({
    status: 404,
    code: "not_found",
    field: "results",
    message:
      "1 of these 2 results is not of this batch, so nothing was rated. Take the ids from its results.",
  });
  expect(
    await refusalOf(
      client.rate(id, {
        results: [
          { id: one, rating: 1 },
          { id: refused, rating: 1 },
        ],
      }),
    ),
  ).toEqual({
    status: 409,
    code: "wrong_state",
    field: "results",
    message:
      "1 of these 2 results has no picture, so nothing was rated. Rate those that are completed.",
  });
  const many = Array.from({ length: 51 }, () => ({ id: one, rating: 1 }));
  for (const results of [
    [],
    [{ id: one, rating: 6 }],
    [{ id: one, rating: 0 }],
    [{ id: one, rating: 2.5 }],
    [{ id: one, rejected: "yes" }],
    [{ id: "none", rating: 1 }],
    many,
  ])
    expect((await put(id, { results })).status).toBe(400);
  expect((await client.outline(id)).ratings).toBe("000000");
  expect((await put(id, { results: many.slice(1) })).status).toBe(200);
});

test("X19: a batch that is drawn just now is rated and renamed, and comes out as ever", async () => {
  const prompts = Array.from({ length: 30 }, (_, n) => `a fox, number ${n}`);
  const { execution_id: id } = await server.execute({ prompts });
  const rated = new Set<string>();
  await until("ten are rated", async () => {
    const { data } = await client.listResults(id, { status: "completed" });
    const fresh = data.filter((one) => !rated.has(one.id)).map((one) => one.id);
    if (fresh.length === 0) return false;
    const results = fresh.map((resultId) => ({ id: resultId, rating: 3 }));
    expect(await client.rate(id, { results })).toEqual({ changed: fresh.length });
    for (const resultId of fresh) rated.add(resultId);
    await client.rename(id, { name: `after ${rated.size}` });
    return rated.size >= 10;
  });
  const ended = await server.ended(id);
  expect(ended.stats).toMatchObject({ successful: 30, failed: 0 });
  expect(ended.name).toBe(`after ${rated.size}`);
  expect((await client.outline(id)).ratings.replaceAll("0", "")).toBe("3".repeat(rated.size));
});

test("X22: a new name is trimmed, stands in downloads, and can be taken away", async () => {
  const id = await drawn(["a fox"], { name: "first" });
  expect((await client.rename(id, { name: "  Élan & Co. \n" })).name).toBe("Élan & Co.");
  const response = await server.call(pathOf("manifestJson", id));
  expect(Manifest.parse(await response.json()).execution.name).toBe("Élan & Co.");
  expect(response.headers.get("content-disposition")).toContain(
    encodeURIComponent("Élan & Co.json"),
  );
  expect((await client.rename(id, { name: " " })).name).toBeNull();
  expect((await client.rename(id, { name: "x".repeat(200) })).name).toHaveLength(200);
  expect((await client.rename(id, { name: null })).name).toBeNull();
  for (const body of [{}, { name: "x".repeat(201) }, { name: 7 }, { name: "a\0b" }]) {
    const refused = await server.call(pathOf("rename", id), {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(refused.status).toBe(400);
  }
  expect((await client.getExecution(id)).name).toBeNull();
});

test("X21: the history is searched by name, model and prompts", async () => {
  const id = await drawn(["a wombat at dawn"], { name: "Nuit d'été" });
  const found = async (search: string) =>
    (await client.listExecutions({ search })).data.map((one) => one.id);
  expect(await found("WOMBAT")).toEqual([id]);
  expect(await found("nuit d'ete")).toEqual([id]);
  expect(await found("gemini")).toContain(id);
  expect(await found("no such thing")).toEqual([]);
});

test("X9: another's batch is neither outlined, rated, renamed nor found", async () => {
  const id = await drawn(["a quokka"]);
  const ids = await idsOf(id);
  const stranger = {
    outline: await refusalOf(theirs.outline(id)),
    rate: await refusalOf(theirs.rate(id, { results: [{ id: ids[0] ?? "", rating: 1 }] })),
    rename: await refusalOf(theirs.rename(id, { name: "mine" })),
    results: await refusalOf(theirs.listResults(id, { from_slot: 0 })),
  };
  for (const one of Object.values(stranger))
    expect(one).toMatchObject({ status: 404, message: stranger.outline.message });
  expect((await theirs.listExecutions({ search: "quokka" })).data).toEqual([]);
  expect((await client.outline(id)).ratings).toBe("00");
  expect((await client.getExecution(id)).name).toBeNull();
});
