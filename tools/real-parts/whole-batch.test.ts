import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startTestServer,
  type TestServer,
} from "../../apps/server/src/http/testing/start-test-server.ts";
import { localPerson } from "../../apps/server/src/http/who-asks.ts";

const [ana, ben] = [randomUUID(), randomUUID()];
const prompts = Array.from({ length: 12 }, (_, number) => `a fox, number ${number}`);
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    withWorker: true,
    whoAsks: (request) => localPerson(request.get("x-person") ?? ana),
  });
  await server.owner.query("insert into auth.users (id) values ($1), ($2)", [ana, ben]);
});
afterAll(() => server?.close());

async function ask(person: string, path: string, method = "GET") {
  const response = await server.call(path, { method, headers: { "x-person": person } });
  const { data } = (await response.json()) as { data?: unknown };
  return { status: response.status, data };
}

test("I1, I3, U14: batches of two people are drawn to the end through queue, claims and settlements, each seen by its owner alone", async () => {
  const batches = await Promise.all(
    [ana, ben].map(async (person) => {
      const body = { model: "simulator", image_size: "64", prompts };
      const answer = await server.send(body, { "x-person": person });
      expect(answer.status).toBe(202);
      const { data } = (await answer.json()) as { data: { execution_id: string } };
      return { person, id: data.execution_id };
    }),
  );
  for (const { person, id } of batches) {
    const other = person === ana ? ben : ana;
    const stream = await server.call(`/api/executions/${id}/events`, {
      headers: { "x-person": person },
    });
    // It ends with the batch.
    await stream.text();
    const found = await ask(person, `/api/executions/${id}`);
    expect(found.data).toMatchObject({
      status: "completed",
      stats: { successful: prompts.length, failed: 0, pending: 0 },
    });
    expect((await ask(person, `/api/executions/${id}/results?status=completed`)).data).toHaveLength(
      prompts.length,
    );
    expect((await ask(person, "/api/executions")).data).toMatchObject([{ id }]);
    for (const path of ["", "/results", "/events", "/manifest.json"])
      expect((await ask(other, `/api/executions/${id}${path}`)).status).toBe(404);
    expect((await ask(other, `/api/executions/${id}`, "DELETE")).status).toBe(404);
  }
  const { rows } = await server.footprint();
  expect(rows).toMatchObject({ workflow_batch_results: 24, result_attempts: 24 });
  expect((await ask(ana, `/api/executions/${batches[0]?.id}`, "DELETE")).status).toBe(200);
  const left = await server.footprint();
  expect(left.rows).toMatchObject({ workflow_batch_results: 12, result_attempts: 12 });
});
