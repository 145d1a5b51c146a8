import { randomUUID } from "node:crypto";
import {
  exampleExecutionId,
  exampleResultId,
  exampleWorkflowId,
} from "@bunch/contracts/openapi/example-values";
import { openApiDocument } from "@bunch/contracts/openapi/openapi-document";
import { pageOf, successOf as successWith } from "@bunch/contracts/envelope";
import { Archive } from "@bunch/contracts/archive";
import { RememberedKey } from "@bunch/contracts/provider-key";
import { Result } from "@bunch/contracts/result";
import { pathOf, type RouteName, routes } from "@bunch/contracts/routes";
import { CreatedToken } from "@bunch/contracts/token";
import { WebhookDelivery, WebhookWithSecret } from "@bunch/contracts/webhook";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testUserId } from "../../../../tools/testing/test-database.ts";
import { until } from "../../../../tools/testing/until.ts";
import { answerChecker, type DocumentedAnswer, type Schema } from "./testing/answer-checker.ts";
import { pictures } from "./testing/pictures.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

type Parameter = { in: string; name: string; required?: boolean; schema: Schema };
type Media = { schema: Schema; examples?: Record<string, { value: Record<string, unknown> }> };
type Operation = {
  operationId: RouteName;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<string, DocumentedAnswer | { $ref: string }>;
};
type Asked = { path?: string; headers?: Record<string, string>; body?: FormData | string };

// Read here as a client would: as JSON.
const document = JSON.parse(JSON.stringify(openApiDocument({ version: "0.0.0-test" }))) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, DocumentedAnswer> };
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    title: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    ...operation,
  })),
);
type Documented = (typeof operations)[number];
const checker = answerChecker(document.components.schemas);

const somebody = randomUUID();
let server: TestServer;
beforeAll(async () => {
  // The examples' receivers are nowhere, so nobody is asked where they are.
  server = await startTestServer({ withWorker: true, env: { WEBHOOKS_ALLOW: "private" } });
  await server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [
    testUserId,
  ]);
  await server.owner.query("insert into auth.users (id) values ($1)", [somebody]);
  for (let page = 0; page < 2; page += 1) await delivery();
});
afterAll(() => server?.close());

/** A batch in the state that an operation is for; every other one takes a batch that is over. */
const batchFor: Partial<Record<RouteName, () => Promise<string>>> = {
  cancel: () => running(),
  pause: () => running(),
  resume: async () => {
    const id = await running();
    await server.call(`/api/executions/${id}/pause`, { method: "POST" });
    return id;
  },
  getSet: () => set(),
  archive: () => rated(),
  retry: () => over(["[[fail]]", "a red fox"]),
  decideDoubts: () => undecided(),
  revokeToken: () => token(),
  forgetKey: () => remembered(),
  updateWebhook: () => endpoint(),
  deleteWebhook: () => endpoint(),
  rotateWebhookSecret: () => endpoint(),
  testWebhook: () => endpoint(),
  redeliver: () => delivery(),
  getUser: async () => somebody,
  changeRole: async () => somebody,
  setUserLimits: async () => somebody,
  clearUserLimits: async () => somebody,
  getModelChange: async () => "gemini-3-pro-image",
  changeModel: async () => "gemini-3-pro-image",
  undoModelChange: () => changedModel(),
};

async function remembered(): Promise<string> {
  const response = await server.call(routes.rememberKey.path, {
    method: routes.rememberKey.method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ api_key: "AIzaDocumented" }),
  });
  return successWith(RememberedKey).parse(await response.json()).data.id;
}

async function changedModel(): Promise<string> {
  await server.call(pathOf("changeModel", "gemini-3-pro-image"), {
    method: routes.changeModel.method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Pro" }),
  });
  return "gemini-3-pro-image";
}

async function endpoint(): Promise<string> {
  const made = await server.call(routes.createWebhook.path, {
    method: routes.createWebhook.method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: "https://127.0.0.1/", events: ["execution.paused"] }),
  });
  return successWith(WebhookWithSecret).parse(await made.json()).data.id;
}

async function delivery(): Promise<string> {
  const { method } = routes.testWebhook;
  const sent = await server.call(pathOf("testWebhook", await endpoint()), { method });
  return successWith(WebhookDelivery).parse(await sent.json()).data.id;
}

async function over(prompts = ["a red fox", "a blue hare"]): Promise<string> {
  const started = await server.execute({ model: "simulator", image_size: "64", prompts });
  await server.ended(started.execution_id);
  return started.execution_id;
}

async function set(): Promise<string> {
  const models = ["simulator", "gemini-nano-banana-2.1"];
  return (await server.execute({ models, prompts: ["a red fox"] })).set_id ?? "";
}

/** With stars on every picture: an archive may ask for those that have some. */
async function rated(): Promise<string> {
  const id = await over();
  await server.owner.query("update workflow_batch_results set rating = 5 where execution_id = $1", [
    id,
  ]);
  return id;
}

/** Of the slow size, and more than the worker draws at once: it runs on until it is ended. */
async function running(): Promise<string> {
  const prompts = Array.from({ length: 40 }, (_, number) => `a fox, number ${number}`);
  return (await server.execute({ model: "simulator", prompts })).execution_id;
}

async function token(): Promise<string> {
  const made = await server.call("/api/tokens", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "to be revoked", scope: "read" }),
  });
  return successWith(CreatedToken).parse(await made.json()).data.id;
}

/** With one picture that may be charged already, whose owner is asked. */
async function undecided(): Promise<string> {
  const { execution_id: id } = await server.execute({
    prompts: ["lost [[reset_after_accept]]"],
    on_doubt: "ask",
  });
  await until("it waits for a decision", async () => {
    return (await server.executionOf(id)).reason?.code === "doubts";
  });
  return id;
}

/** The example's own where there is no such batch. */
async function firstResultOf(id: string): Promise<string> {
  const response = await server.call(`/api/executions/${id}/results`);
  if (!response.ok) return exampleResultId;
  return pageOf(Result).parse(await response.json()).data[0]?.id ?? "";
}

/** What a request cannot do without, as the document's examples have it. */
function requiredQueryOf({ parameters = [] }: Documented): string {
  const query = new URLSearchParams();
  for (const { in: place, required, name, schema } of parameters)
    if (place === "query" && required) query.set(name, String(schema["example"]));
  return query.size === 0 ? "" : `?${query.toString()}`;
}

/** Sends one request and holds status, headers and body of the answer against the document. */
async function ask(operation: Documented, id: string, asked: Asked): Promise<number> {
  const path = (asked.path ?? `${operation.path}${requiredQueryOf(operation)}`).replace("{id}", id);
  const response = await server.call(path, {
    method: operation.method,
    headers: asked.headers ?? {},
    ...(asked.body === undefined ? {} : { body: asked.body }),
    redirect: "error",
  });
  const documented = operation.responses[response.status];
  if (!documented)
    throw new Error(`The status ${response.status} is not documented: ${await response.text()}`);
  const answer =
    "$ref" in documented
      ? document.components.responses[documented.$ref.replace("#/components/responses/", "")]
      : documented;
  expect(await checker.complaintsOf(response, answer ?? {})).toEqual([]);
  return response.status;
}

function successOf({ responses }: Documented): number {
  const [success] = Object.keys(responses).filter((status) => status.startsWith("2"));
  return Number(success);
}

/** Every request that the document shows for an operation: one for each example of its body, or one without. */
function examplesOf(
  operation: Documented,
): { name: string; media: string | null; value: object }[] {
  const { requestBody } = operation;
  if (!requestBody) return [{ name: "as it is", media: null, value: {} }];
  return Object.entries(requestBody.content).flatMap(([media, { examples = {} }]) => {
    if (Object.keys(examples).length === 0)
      throw new Error(`${operation.title} shows no example of a ${media} body: nobody can try it.`);
    return Object.entries(examples).map(([name, { value }]) => ({ name, media, value }));
  });
}

/** The body of an example, with real ids in place of those it shows, and a real picture in each file field. */
async function bodyOf(
  operation: Documented,
  media: string | null,
  value: object,
  id: string,
): Promise<Asked> {
  if (media === null) return {};
  let text = JSON.stringify(value);
  if (text.includes(exampleResultId))
    text = text.replaceAll(exampleResultId, await firstResultOf(id));
  if (text.includes(exampleWorkflowId))
    text = text.replaceAll(exampleWorkflowId, (await server.executionOf(await over())).workflow_id);
  if (media === "application/json") return { headers: { "content-type": media }, body: text };
  const form = new FormData();
  for (const [field, part] of Object.entries(JSON.parse(text) as object))
    form.append(field, String(part));
  for (const field of fileFields(operation, media))
    form.append(field, new Blob([pictures.png]), "red.png");
  return { body: form };
}

function propertiesOf(operation: Documented, media: string): Record<string, Schema> {
  const schema = operation.requestBody?.content[media]?.schema ?? {};
  const name = String(schema["$ref"]).replace("#/components/schemas/", "");
  const whole = schema["$ref"] ? document.components.schemas[name] : schema;
  return (whole?.["properties"] ?? {}) as Record<string, Schema>;
}

function fileFields(operation: Documented, media: string): string[] {
  return Object.entries(propertiesOf(operation, media))
    .filter(([, { items }]) => (items as Schema | undefined)?.["contentMediaType"])
    .map(([field]) => field);
}

const hasId = ({ path }: Documented) => path.includes("{id}");
const optionalOf = ({ parameters = [] }: Documented) =>
  parameters.filter((parameter) => parameter.in !== "path");
const freshBatch = async (operation: Documented) =>
  hasId(operation) ? (batchFor[operation.operationId] ?? over)() : "";
const batchCount = async () => (await server.footprint()).rows["workflow_executions"];

function firstBodyOf(operation: Documented, id: string): Promise<Asked> {
  const [first] = examplesOf(operation);
  return bodyOf(operation, first?.media ?? null, first?.value ?? {}, id);
}

/** Ends what still runs, so that the next test has the worker for itself. */
async function end(id: string): Promise<void> {
  if (id === "") return;
  await server.call(`/api/executions/${id}/cancel`, { method: "POST" });
}

test("every row of the table of routes is called here", () => {
  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
    Object.keys(routes).toSorted(),
  );
});

test("the server serves this very document", async () => {
  expect(await (await server.call(routes.openapi.path)).json()).toEqual(document);
});

test.each(operations)(
  "$title answers every example as documented, and with success",
  async (operation) => {
    for (const { name, media, value } of examplesOf(operation)) {
      const id = await freshBatch(operation);
      const asked = await bodyOf(operation, media, value, id);
      expect([name, await ask(operation, id, asked)]).toEqual([name, successOf(operation)]);
      await end(id);
    }
  },
);

test.each(operations.filter((operation) => optionalOf(operation).length > 0))(
  "$title takes the example of each parameter",
  async (operation) => {
    for (const parameter of optionalOf(operation)) {
      const id = await freshBatch(operation);
      const asked = await firstBodyOf(operation, id);
      const example = await exampleOf(operation, parameter, id);
      if (parameter.in === "header")
        asked.headers = { ...asked.headers, [parameter.name]: example };
      else asked.path = `${operation.path}?${parameter.name}=${encodeURIComponent(example)}`;
      const status = await ask(operation, id, asked);
      const success = parameter.name === "Range" ? 206 : successOf(operation);
      expect([parameter.name, status]).toEqual([parameter.name, success]);
    }
  },
);

test.each(operations.filter(hasId))(
  "$title tells of an id that is unknown, or none, with 404",
  async (operation) => {
    for (const id of [randomUUID(), exampleExecutionId, "none", "..%2F.."]) {
      const status = await ask(operation, id, await firstBodyOf(operation, id));
      expect([id, status]).toEqual([id, 404]);
    }
  },
);

test.each(operations.filter(({ requestBody }) => requestBody))(
  "$title refuses a body that does not fit with 400, and stores nothing",
  async (operation) => {
    const id = await freshBatch(operation);
    const before = await batchCount();
    for (const media of Object.keys(operation.requestBody?.content ?? {})) {
      const headers = { "content-type": media };
      expect([media, await ask(operation, id, { headers, body: '{"' })]).toEqual([media, 400]);
    }
    const headers = { "content-type": "application/json" };
    for (const field of Object.keys(propertiesOf(operation, "application/json"))) {
      const body = JSON.stringify({ [field]: { not: "that" } });
      expect([field, await ask(operation, id, { headers, body })]).toEqual([field, 400]);
    }
    expect(await batchCount()).toBe(before);
    await end(id);
  },
);

test("a database that goes away in the middle is answered as documented", async () => {
  const operation = operations.find(({ operationId }) => operationId === "listExecutions");
  if (!operation) throw new Error("It is not in the document.");
  const lock = await server.owner.connect();
  try {
    await lock.query("begin; lock table workflow_executions in access exclusive mode");
    const asking = ask(operation, "", {});
    const waiting = "wait_event_type = 'Lock' and query like '%workflow_executions%'";
    await until("it waits for the table", async () => {
      const { rowCount } = await server.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and ${waiting}`,
      );
      return (rowCount ?? 0) > 0;
    });
    expect(await asking).toBe(503);
  } finally {
    await lock.query("rollback");
    lock.release();
  }
});

test("an answer with a field more, a field less or another status than documented is noticed", async () => {
  const { responses } = operations.find(({ operationId }) => operationId === "health")!;
  const documented = responses["200"] as DocumentedAnswer;
  const headers = { "content-type": "application/json" };
  const complaintsOf = (body: object) =>
    checker.complaintsOf(new Response(JSON.stringify(body), { headers }), documented);
  const data = { status: "ok", version: "1" };
  expect(await complaintsOf({ success: true, data })).toEqual([]);
  expect(await complaintsOf({ success: true, data: { ...data, more: 1 } })).not.toEqual([]);
  expect(await complaintsOf({ success: true, data: { status: "ok" } })).not.toEqual([]);
  expect(await complaintsOf({ data })).not.toEqual([]);
});

/** What to give for a parameter: its example; a cursor is one that the server gave. */
async function exampleOf(operation: Documented, parameter: Parameter, id: string): Promise<string> {
  if (parameter.name === "cursor") {
    const path = operation.path.replace("{id}", id);
    let next: unknown = null;
    await until("a second page", async () => {
      const page = (await (await server.call(`${path}?limit=1`)).json()) as Record<string, unknown>;
      next = page["next_cursor"];
      return typeof next === "string";
    });
    return String(next);
  }
  if (parameter.name === "ticket") {
    const answer = await server.call(pathOf("openArchive", id), { method: "POST" });
    const { url } = successWith(Archive).parse(await answer.json()).data;
    return new URL(url).searchParams.get("ticket") ?? "";
  }
  // It makes one request the same as another, so each gets a new one; shown, one would be copied.
  if (parameter.name === "Idempotency-Key") return randomUUID();
  const { example } = parameter.schema;
  if (typeof example !== "string" && typeof example !== "number")
    throw new Error(`${operation.title} shows no example of its parameter ${parameter.name}.`);
  return String(example);
}
