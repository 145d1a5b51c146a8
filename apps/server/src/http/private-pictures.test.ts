import { setTimeout as delay } from "node:timers/promises";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { ExecutionEvent } from "@bunch/contracts/event";
import { successOf } from "@bunch/contracts/envelope";
import { Execution } from "@bunch/contracts/execution";
import { Result } from "@bunch/contracts/result";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { type AuthStub, startAuthStub } from "../../../../tools/testing/start-auth-stub.ts";
import { until } from "../../../../tools/testing/until.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const ana = "aaaaaaaa-0000-4000-8000-00000000000a";
const onePixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
let storage: Awaited<ReturnType<typeof startStorageServer>>;
let auth: AuthStub;
let server: TestServer;
let headers: Record<string, string>;

beforeEach(async () => {
  storage = await startStorageServer();
  storage.makeBucket({ id: "workflow-results" });
  auth = await startAuthStub({ storageUrl: storage.url });
  server = await startTestServer({
    withWorker: true,
    env: {
      SUPABASE_URL: auth.url,
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_for-browsers",
      SUPABASE_SECRET_KEY: stubKeys.secret,
      STORAGE_PRIVATE: "1",
    },
  });
  await server.owner.query("insert into auth.users (id) values ($1)", [ana]);
  headers = { authorization: `Bearer ${await auth.token({ sub: ana, email: "a@example.com" })}` };
});
afterEach(async () => {
  await server?.close();
  await auth?.stop();
  await storage?.stop();
});

async function start(prompts: string[]): Promise<string> {
  const form = new FormData();
  form.set("api_key", "test-key-of-ana");
  form.set("prompts", JSON.stringify(prompts));
  form.append(
    "reference_images",
    new Blob([Buffer.from(onePixel, "base64")], { type: "image/png" }),
    "one.png",
  );
  const response = await server.send(form, headers);
  expect(response.status).toBe(202);
  const answer = z.object({ data: z.object({ execution_id: z.uuid() }) });
  return answer.parse(await response.json()).data.execution_id;
}

/** All that a stream says, to its end. */
async function eventsOf(id: string): Promise<string> {
  return (await server.call(`/api/executions/${id}/events`, { headers })).text();
}

const get = (path: string) => server.call(path, { headers });
const signings = () => storage.requests.filter(({ path }) => path.includes("/object/sign/")).length;

async function expectSigned(url: string | null | undefined): Promise<void> {
  expect(url).toContain("/storage/v1/object/sign/workflow-results/");
  const picture = await fetch(url ?? "");
  expect(picture.status).toBe(200);
  await picture.body?.cancel();
  const unsigned = (url ?? "").replace("/object/sign/", "/object/public/").replace(/\?.*$/, "");
  expect((await fetch(unsigned)).status).toBe(400);
}

test("O9, O10: in a private bucket results, references, manifests and events carry signed addresses, signed once for all who ask", async () => {
  expect(server.logged.join("\n")).toContain("The bucket at Supabase was turned private");
  const id = await start(["a red fox", "a blue hare"]);
  const said = await eventsOf(id);
  const drawn = said
    .split("\n")
    .flatMap((line) => (line.startsWith("data: ") ? [JSON.parse(line.slice(6)) as unknown] : []))
    .flatMap((event) => ExecutionEvent.safeParse(event).data ?? [])
    .filter((event) => event.type === "result.completed");
  expect(drawn).toHaveLength(2);
  for (const event of drawn) await expectSigned("result" in event ? event.result.result_url : null);
  await server.copiesMade();

  const execution = successOf(Execution).parse(await (await get(`/api/executions/${id}`)).json());
  await expectSigned(execution.data.reference_images[0]?.url);
  const page = await (await get(`/api/executions/${id}/results`)).json();
  const results = z.object({ data: z.array(Result) }).parse(page).data;
  for (const result of results) {
    await expectSigned(result.result_url);
    await expectSigned(result.thumbnail_url);
    await expectSigned(result.small_thumbnail_url);
  }
  const asked = signings();
  const again = await (await get(`/api/executions/${id}/results`)).json();
  expect(again).toEqual(page);
  const csv = await (await get(`/api/executions/${id}/manifest.csv`)).text();
  expect(csv).toContain(results[0]?.result_url ?? "no address");
  expect(await (await get(`/api/executions/${id}/manifest.json`)).text()).toContain(
    "/object/sign/",
  );
  expect(await (await get("/api/executions")).text()).toContain("/object/sign/");
  expect(signings()).toBe(asked);
});

test("O10: while Storage signs nothing, progress is told, results say when to ask again, and a stream tells all once it can", async () => {
  const id = await start(["a red fox"]);
  await until("it is drawn", async () => {
    const { rows } = await server.owner.query("select status from workflow_executions");
    return rows[0]?.status === "completed";
  });
  storage.state.faults.isAway = true;
  const execution = await get(`/api/executions/${id}`);
  expect(execution.status).toBe(200);
  expect(await execution.text()).toContain("/object/authenticated/");
  const results = await get(`/api/executions/${id}/results`);
  expect(results.status).toBe(503);
  expect(results.headers.get("retry-after")).toBe("5");
  expect(await results.text()).toContain("Supabase Storage does not sign them");

  const stream = server.call(`/api/executions/${id}/events`, {
    headers: { ...headers, "last-event-id": "0" },
  });
  await until("the stream waits", () =>
    server.logged.some((line) => line.includes("An event stream waits")),
  );
  storage.state.faults.isAway = false;
  const said = await (await stream).text();
  expect(said).toContain("result.completed");
  expect(said).toContain("/object/sign/");
  expect(said).toContain("execution.ended");
});

test("U4: while Storage signs nothing, a stream whose token was revoked ends all the same, and tells nothing more", async () => {
  const made = await server.call("/api/tokens", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ name: "script", scope: "read" }),
  });
  const { data } = z
    .object({ data: z.object({ id: z.uuid(), token: z.string() }) })
    .parse(await made.json());
  const id = await start(["a red fox"]);
  await until("it is drawn", async () => {
    const { rows } = await server.owner.query("select status from workflow_executions");
    return rows[0]?.status === "completed";
  });
  storage.state.faults.isAway = true;
  const stream = await server.call(`/api/executions/${id}/events`, {
    headers: { authorization: `Bearer ${data.token}`, "last-event-id": "0" },
  });
  const said = stream.text();
  await server.call(`/api/tokens/${data.id}`, { method: "DELETE", headers });
  expect(await Promise.race([said, delay(20_000, "It went on.")])).not.toMatch(/event:|went on/);
}, 60_000);
