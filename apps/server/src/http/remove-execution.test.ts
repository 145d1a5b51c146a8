import { access } from "node:fs/promises";
import { join } from "node:path";
import { Failure, successOf } from "@bunch/contracts/envelope";
import { Removed } from "@bunch/contracts/change-execution";
import { pathOf, type RouteName } from "@bunch/contracts/routes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { pictures } from "./testing/pictures.ts";
import { readEvents } from "./testing/read-events.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true });
});
afterAll(() => server?.close());

const reference = { data: pictures.png.toString("base64"), name: "logo.png" };
const remove = (id: string) => server.call(pathOf("remove", id), { method: "DELETE" });
const errorOf = async (response: Response) => Failure.parse(await response.json()).error;
const act = (action: RouteName, id: string) =>
  server.call(pathOf(action, id), { method: action === "remove" ? "DELETE" : "POST" });
/** Rows of each table, and every file. */
const left = async () => {
  const { rows, files } = await server.footprint();
  return { ...rows, files };
};

async function drawn(fields: Record<string, unknown> = {}) {
  const started = await server.execute({
    prompts_text: "a red fox\n\na blue hare",
    reference_images: [reference],
    ...fields,
  });
  return { ...started, ...(await server.ended(started.execution_id)) };
}

test("X13, I9: a deleted batch is gone from every address, with its pictures, references and key, and no file of it stays", async () => {
  const before = await left();
  const other = await drawn();
  const { id } = await drawn();
  const { data } = (await (await server.call(pathOf("listResults", id))).json()) as {
    data: { result_url: string }[];
  };
  const urls = data.map((result) => result.result_url);
  expect(urls).toHaveLength(2);
  for (const url of urls) expect((await fetch(url)).status).toBe(200);

  const response = await remove(id);
  expect(response.status).toBe(200);
  expect(successOf(Removed).parse(await response.json()).data).toEqual({ id });
  for (const url of urls) expect((await fetch(url)).status).toBe(404);
  const gone: [RouteName, string][] = [
    ["getExecution", "GET"],
    ["listResults", "GET"],
    ["events", "GET"],
    ["manifestCsv", "GET"],
    ["manifestJson", "GET"],
    ["archive", "GET"],
    ["picture", "GET"],
    ["openArchive", "POST"],
    ["cancel", "POST"],
    ["pause", "POST"],
    ["resume", "POST"],
    ["retry", "POST"],
    ["remove", "DELETE"],
  ];
  for (const [route, method] of gone) {
    const answer = await server.call(pathOf(route, id), { method });
    expect([route, answer.status, (await errorOf(answer)).code]).toEqual([route, 404, "not_found"]);
  }
  const list = (await (await server.call("/api/executions")).json()) as { data: { id: string }[] };
  expect(list.data.map((one) => one.id)).toEqual([other.id]);
  await remove(other.id);
  await until("nothing at all is left", async () => {
    const now = await left();
    return JSON.stringify(now) === JSON.stringify(before);
  });
});

test("X14: its costs stay, without a word of the prompts, the names or the key", async () => {
  const words = "an unmistakable heliotrope walrus";
  const { id, stats } = await drawn({ prompts_text: words, name: "unmistakable name" });
  expect(stats.total_cost).toBeGreaterThan(0);
  const spent = await server.owner.query(
    "select cost_micros from workflow_executions where id = $1",
    [id],
  );
  await remove(id);
  const kept = await server.owner.query(
    `select model, results_count, completed_count, cost_micros, possible_micros, created_at is not null as dated,
       (select json_agg(json_build_array(a.state, a.outcome, a.cost_micros, a.possible_micros, a.model))
        from deleted_attempts a where a.execution_id = e.id) as attempts
     from deleted_executions e where id = $1`,
    [id],
  );
  const micros: unknown = spent.rows[0]?.cost_micros;
  expect(kept.rows).toEqual([
    {
      model: "gemini-nano-banana-2.1",
      results_count: 1,
      completed_count: 1,
      cost_micros: micros,
      possible_micros: "0",
      dated: true,
      attempts: [["settled", "picture", Number(micros), 0, "gemini-nano-banana-2.1"]],
    },
  ]);
  const tables = await server.owner.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  );
  for (const { name } of tables.rows) {
    const rows = await server.owner.query<{ text: string }>(
      `select t::text as text from ${name} t`,
    );
    for (const { text } of rows.rows) expect(text).not.toContain("unmistakable");
  }
});

test("X13: while it runs or waits it is refused with what to do, and deleting twice finds nothing", async () => {
  // Longer than all that is asked meanwhile takes, on a busy machine too.
  server.emulator.configure({ latency: { kind: "fixed", ms: 5000 } });
  const { execution_id: id } = await server.execute({ prompts_text: "slow one\n\nslow two" });
  await until(
    "a call is under way",
    async () => (await server.executionOf(id)).stats.processing > 0,
  );
  const running = await remove(id);
  expect(running.status).toBe(409);
  expect(await errorOf(running)).toMatchObject({
    code: "wrong_state",
    message: expect.stringContaining("Cancel it first"),
  });
  await act("pause", id);
  expect((await errorOf(await remove(id))).message).toMatch(/paused.*Cancel it first/);
  await act("cancel", id);
  expect((await errorOf(await remove(id))).message).toMatch(/under way\. Wait a moment/);
  await server.ended(id);
  server.emulator.configure({ latency: { kind: "fixed", ms: 0 } });
  expect((await remove(id)).status).toBe(200);
  const twice = await remove(id);
  expect(twice.status).toBe(404);
  expect((await remove("33333333-3333-4333-8333-333333333333")).status).toBe(404);
  expect((await remove("no-id")).status).toBe(404);
});

test("X9: another person's batch is not deleted, but unknown", async () => {
  const { id } = await drawn();
  const stranger = "11111111-1111-4111-8111-111111111111";
  await server.owner.query("insert into auth.users (id) values ($1) on conflict do nothing", [
    stranger,
  ]);
  const give = (to: string) =>
    server.owner.query("update workflow_executions set user_id = $2 where id = $1", [id, to]);
  await give(stranger);
  expect((await remove(id)).status).toBe(404);
  const there = await server.owner.query("select from workflow_executions where id = $1", [id]);
  expect(there.rowCount).toBe(1);
});

test("X13: references and workflow stay while another batch of it is left, and go with the last", async () => {
  const first = await drawn();
  const again = await server.send({ workflow_id: first.workflow_id });
  const { data } = (await again.json()) as { data: { execution_id: string } };
  const second = await server.ended(data.execution_id);
  const [{ url } = { url: "" }] = second.reference_images;
  const file = join(server.dataDir, "pictures", new URL(url).pathname.replace("/files/", ""));
  await remove(first.id);
  await access(file);
  const third = await server.send({ workflow_id: first.workflow_id });
  expect(third.status).toBe(202);
  const last = (await third.json()) as { data: { execution_id: string } };
  await server.ended(last.data.execution_id);
  await remove(second.id);
  await access(file);
  await remove(last.data.execution_id);
  await expect(access(file)).rejects.toThrow("ENOENT");
  expect((await server.send({ workflow_id: first.workflow_id })).status).toBe(404);
});

test("X14: a repeat under the Idempotency-Key of a deleted batch is refused; nothing is drawn again", async () => {
  const body = {
    prompts_text: "once and never again",
    api_key: "k",
    reference_images: [reference],
  };
  const headers = { "idempotency-key": "of a deleted batch" };
  const first = (await (await server.send(body, headers)).json()) as {
    data: { execution_id: string };
  };
  await server.ended(first.data.execution_id);
  await server.copiesMade();
  await remove(first.data.execution_id);
  const before = await server.footprint();
  const repeat = await server.send(body, headers);
  expect(repeat.status).toBe(409);
  expect(await errorOf(repeat)).toMatchObject({
    code: "idempotency_key_reused",
    message: expect.stringContaining("was deleted"),
  });
  const other = await server.send({ ...body, prompts_text: "another" }, headers);
  expect((await errorOf(other)).message).toContain("used for another request");
  expect(await server.footprint()).toEqual(before);
});

test("X13: an event stream that is open when its batch is deleted ends", async () => {
  const { id } = await drawn();
  // As if the stream had not seen the end yet: it waits for more that will never come.
  await server.owner.query(
    "update workflow_executions set pending_count = 1, completed_count = completed_count - 1 where id = $1",
    [id],
  );
  let seen = 0;
  const streaming = readEvents({
    url: `${server.base}${pathOf("events", id)}`,
    timeoutMs: 10_000,
    until: (events) => {
      seen = events.length;
      return false;
    },
  });
  await until("the snapshot has come", () => seen === 1);
  await server.owner.query("delete from workflow_executions where id = $1", [id]);
  const { ended, events } = await streaming;
  expect(ended).toBe(true);
  expect(events.map((event) => event.type)).toEqual(["snapshot"]);
});

test("X13: pages of other origins that may call may delete too", async () => {
  const allowed = await server.call(pathOf("remove", "x"), {
    method: "OPTIONS",
    headers: { origin: "http://localhost:5173", "access-control-request-method": "DELETE" },
  });
  expect(allowed.headers.get("access-control-allow-methods")).toContain("DELETE");
});
