import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure, successOf } from "@bunch/contracts/envelope";
import { ExecuteAnswer } from "@bunch/contracts/execution-request";
import { EstimateAnswer } from "@bunch/contracts/model";
import { routes } from "@bunch/contracts/routes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formOf } from "./testing/form-of.ts";
import { pictures } from "./testing/pictures.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true });
});
afterAll(() => server?.close());

const picture = { data: pictures.png.toString("base64"), name: "logo.png" };
const good = {
  prompts_text: "a red fox\n\na blue hare",
  name: "Animals",
  aspect_ratio: "16:9",
  variations: 2,
  redraw_filtered: true,
  reference_images: [picture],
};
const answerOf = async (response: Response) =>
  successOf(ExecuteAnswer).parse(await response.json()).data;
const errorOf = async (response: Response) => Failure.parse(await response.json()).error;

/** Executions of a workflow, and its stored key in the shut. */
async function stored(workflowId: string) {
  const found = await server.owner.query<{ executions: string; sealed: string; models: string[] }>(
    `select (select count(*) from workflow_executions e where e.workflow_id = w.id) as executions,
       (select array_agg(distinct e.settings::text) from workflow_executions e where e.workflow_id = w.id) as models,
       w.config ->> 'api_key_encrypted' as sealed from workflows w where id = $1`,
    [workflowId],
  );
  return found.rows[0];
}

test("X12: run again, a batch has the same prompts, references and settings, its own cap and name, and is drawn with the stored key", async () => {
  const first = await server.execute({ ...good, api_key: "AIzaAgainStored1" });
  const before = await stored(first.workflow_id);
  const form = formOf({
    workflow_id: first.workflow_id.toUpperCase(),
    max_cost: "5",
    name: "Encore",
  });
  const again = await answerOf(await server.send(form));
  expect(again).toMatchObject({
    workflow_id: first.workflow_id,
    status: "pending",
    total_prompts: 2,
    model: first.model,
    estimated_cost: first.estimated_cost,
  });
  expect(again.execution_id).not.toBe(first.execution_id);
  const [one, two] = [
    await server.ended(first.execution_id),
    await server.ended(again.execution_id),
  ];
  const {
    id: _,
    name,
    max_cost,
    stats,
    created_at: _c,
    started_at: _s,
    completed_at: _e,
    ...same
  } = one;
  expect({ name, max_cost }).toEqual({ name: "Animals", max_cost: null });
  expect(two).toMatchObject({ ...same, name: "Encore", max_cost: 5 });
  expect(two.stats).toMatchObject({ total_prompts: 2, total_results: 4, successful: 4 });
  expect(stats.successful).toBe(4);
  const after = await stored(first.workflow_id);
  expect(after).toEqual({ ...before, executions: "2" });
  expect(after?.models[0]).toContain('"redraw_filtered": true');
  const calls = server.emulator.calls().filter((call) => call.keyLastFour === "red1");
  expect(calls).toHaveLength(8);
  for (const call of calls) expect(call.references).toHaveLength(1);
});

test("X12: without a name it has the workflow's; a key given replaces the stored one, redraw_filtered is this run's own", async () => {
  const first = await server.execute({ ...good, api_key: "AIzaAgainFormer1" });
  const before = await stored(first.workflow_id);
  await server.ended(first.execution_id);
  const again = await answerOf(
    await server.send({
      workflow_id: first.workflow_id,
      api_key: " AIzaAgainNewer11 ",
      redraw_filtered: false,
    }),
  );
  const ended = await server.ended(again.execution_id);
  expect(ended).toMatchObject({ name: "Animals", status: "completed" });
  const after = await stored(first.workflow_id);
  expect(after?.sealed).not.toBe(before?.sealed);
  expect(after?.models).toHaveLength(2);
  expect(server.hidden).toContain("AIzaAgainNewer11");
  const byKey = server.emulator.calls().map((call) => call.keyLastFour);
  expect(byKey.filter((key) => key === "er11")).toHaveLength(4);
  expect(byKey.filter((key) => key === "mer1")).toHaveLength(4);
});

test("X12: an estimate by workflow_id tells what another run would cost", async () => {
  const first = await server.execute({ prompts_text: "a\n\nb\n\nc", model: "simulator" });
  const response = await server.call(routes.estimate.path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ workflow_id: first.workflow_id }),
  });
  expect(successOf(EstimateAnswer).parse(await response.json()).data).toMatchObject({
    model: "simulator",
    prompts: 3,
    estimated_cost: first.estimated_cost,
  });
});

describe("X12: refused, with nothing stored and nothing paid", () => {
  test.each([
    ["prompts_text", "more"],
    ["prompts", ["more"]],
    ["model", "simulator"],
    ["aspect_ratio", "1:1"],
    ["image_size", "1K"],
    ["variations", 1],
    ["reference_images", [picture]],
  ])("what the workflow brings itself, as JSON: %s", async (field, value) => {
    const { workflow_id } = await server.execute({ prompts_text: "x", model: "simulator" });
    const before = await server.footprint();
    const response = await server.send({ workflow_id, [field]: value });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({
      code: "bad_request",
      message: expect.stringContaining(`Leave ${field} out`),
      details: { field },
    });
    expect((await server.footprint()).rows["workflow_executions"]).toBe(
      before.rows["workflow_executions"],
    );
  });

  test("and as a form: a picture", async () => {
    const { workflow_id } = await server.execute({ prompts_text: "x", model: "simulator" });
    const form = formOf({ workflow_id, reference_images: new Blob([pictures.png]) });
    const response = await server.send(form);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).details).toEqual({ field: "reference_images" });
  });

  test("a workflow that never was, one of another person, and what is no id", async () => {
    const { workflow_id, execution_id } = await server.execute({
      prompts_text: "x",
      model: "simulator",
    });
    await server.ended(execution_id);
    const stranger = "11111111-1111-4111-8111-111111111111";
    await server.owner.query("insert into auth.users (id) values ($1) on conflict do nothing", [
      stranger,
    ]);
    await server.owner.query("update workflows set user_id = $2 where id = $1", [
      workflow_id,
      stranger,
    ]);
    for (const id of [workflow_id, "22222222-2222-4222-8222-222222222222"])
      for (const path of [routes.execute.path, routes.estimate.path]) {
        const response = await server.call(path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ workflow_id: id }),
        });
        expect(response.status).toBe(404);
        expect(await errorOf(response)).toMatchObject({ code: "not_found" });
      }
    const response = await server.send({ workflow_id: "the last one" });
    expect(response.status).toBe(400);
    expect((await errorOf(response)).details).toEqual({ field: "workflow_id" });
  });

  test("a model that is no longer in the catalogue, naming those that are", async () => {
    const { workflow_id } = await server.execute({ prompts_text: "x", model: "simulator" });
    await server.owner.query(
      `update workflows set config = jsonb_set(config, '{model}', '"imagen-1"') where id = $1`,
      [workflow_id],
    );
    const response = await server.send({ workflow_id });
    expect(response.status).toBe(422);
    const error = await errorOf(response);
    expect(error.message).toMatch(/imagen-1.*Send its prompts and settings as a new batch/);
    expect(error.details?.allowed).toContain("simulator");
  });

  test("a reference that is no longer in the store", async () => {
    const first = await server.execute({ ...good, api_key: "k-reference" });
    await server.ended(first.execution_id);
    const { reference_images } = await server.executionOf(first.execution_id);
    const path = new URL(reference_images[0]!.url).pathname.replace("/files/", "");
    await rm(join(server.dataDir, "pictures", path));
    const response = await server.send({ workflow_id: first.workflow_id });
    expect(response.status).toBe(409);
    expect((await errorOf(response)).message).toMatch(/logo\.png.*no longer in the store/);
    expect((await stored(first.workflow_id))?.executions).toBe("1");
  });

  test("a stored key that no longer opens, until one is given", async () => {
    const first = await server.execute({ ...good, api_key: "k-opens" });
    await server.ended(first.execution_id);
    const spoil = `update workflows set config = jsonb_set(config, '{api_key_encrypted,authTag}', '"00"') where id = $1`;
    await server.owner.query(spoil, [first.workflow_id]);
    const response = await server.send({ workflow_id: first.workflow_id });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({
      code: "api_key_missing",
      details: { field: "api_key" },
    });
    const body = { workflow_id: first.workflow_id, api_key: "k-opens" };
    expect((await server.send(body)).status).toBe(202);
  });
});

test("X10, I6: a hundred times at once under one Idempotency-Key it is one execution more, each answered with it", async () => {
  const first = await server.execute({ ...good, api_key: "k-hundred" });
  const headers = { "idempotency-key": "again a hundred times" };
  const body = { workflow_id: first.workflow_id, api_key: "k-hundred-new" };
  const answers = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const response = await server.send(body, headers);
      expect(response.status).toBe(202);
      return response.text();
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect((await stored(first.workflow_id))?.executions).toBe("2");
  for (const other of [
    { ...body, name: "other" },
    { workflow_id: first.workflow_id },
    { prompts_text: "x", model: "simulator" },
  ]) {
    const response = await server.send(other, headers);
    expect(response.status).toBe(409);
    expect((await errorOf(response)).code).toBe("idempotency_key_reused");
  }
});
