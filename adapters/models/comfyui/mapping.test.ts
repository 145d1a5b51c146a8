import fc from "fast-check";
import { expect, test } from "vitest";
import type { LastAnswer } from "../queued/queued-vendor.ts";
import { comfyuiCatalogue } from "./catalogue.ts";
import { readStats } from "./check-key.ts";
import { queuedComfyUi } from "./queued-comfyui.ts";
import { workflows } from "./workflows.fixture.ts";

const catalogue = comfyuiCatalogue([{ name: "plain", json: workflows.plain }]);
const [entry] = catalogue;
if (!entry) throw new Error("There is no entry.");
const ticket = "0b6f8a52-3d0f-4f2e-9a57-0a8d3c1f6e11";

const look = (path: string, status: number, body: unknown) =>
  queuedComfyUi.look({
    ticket,
    path,
    status,
    text: typeof body === "string" ? body : JSON.stringify(body),
  });
const history = queuedComfyUi.questionOf(ticket);

type Answer = Omit<LastAnswer, "text">;

function read(body: unknown, change: Partial<Answer> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return queuedComfyUi.read({
    answer: { to: "question", ticket, status: 200, picture: null, ...change, text },
    entry: entry!,
    catalogue,
    imageSize: "1K",
    references: 0,
    nowMs: 0,
  });
}

const image = (filename: string, type = "output", subfolder = "") => ({
  filename,
  subfolder,
  type,
});
const ended = (outputs: object, status: object = {}) => ({
  [ticket]: {
    prompt: [7, ticket, workflows.plain, { client_id: "bunch" }, ["9"]],
    outputs,
    status: {
      status_str: "success",
      completed: true,
      messages: [
        ["execution_start", { prompt_id: ticket, timestamp: 1_796_000_000_000 }],
        ["execution_cached", { nodes: ["4"], prompt_id: ticket, timestamp: 1_796_000_000_001 }],
        ["execution_success", { prompt_id: ticket, timestamp: 1_796_000_009_000 }],
      ],
      ...status,
    },
    meta: {},
  },
});
const failed = (event: string, data: object) =>
  ended(
    {},
    {
      status_str: "error",
      completed: false,
      messages: [
        ["execution_start", {}],
        [event, data],
      ],
    },
  );

test("a picture that was saved is fetched where the server keeps it", () => {
  const outputs = { "9": { images: [image("fox & den_00001_.png", "output", "my foxes")] } };
  expect(look(history, 200, ended(outputs))).toEqual({
    is: "drawn",
    picture: "/view?filename=fox+%26+den_00001_.png&subfolder=my+foxes&type=output",
  });
});

test("a saved picture comes before one that was only shown, a picture before a film", () => {
  const outputs = {
    "3": { images: [image("shown.png", "temp")] },
    "8": { images: [image("film.mp4")], animated: [true] },
    "9": { images: [image("first.png"), image("second.png")] },
    "10": { images: [image("third.png")] },
  };
  expect(look(history, 200, ended(outputs))).toMatchObject({
    picture: expect.stringContaining("filename=first.png"),
  });
  expect(look(history, 200, ended({ "3": outputs["3"], "8": outputs["8"] }))).toMatchObject({
    picture: expect.stringContaining("filename=shown.png&subfolder=&type=temp"),
  });
});

const other = [3, "another", {}, {}, []];
const mine = [4, ticket, workflows.plain, { client_id: "bunch" }, ["9"]];

test.each<[string, string, number, unknown, object]>([
  ["not in the history yet", history, 200, {}, { is: "elsewhere", path: "/queue" }],
  [
    "drawn just now",
    "/queue",
    200,
    { queue_running: [mine], queue_pending: [] },
    { is: "waiting" },
  ],
  ["in line", "/queue", 200, { queue_running: [other], queue_pending: [mine] }, { is: "waiting" }],
  [
    "in no line, and perhaps over since it was asked for",
    "/queue",
    200,
    { queue_running: [other], queue_pending: [] },
    { is: "elsewhere", path: `${history}?after=queue` },
  ],
  ["in no line and not over", `${history}?after=queue`, 200, {}, { is: "unknown" }],
  ["behind a page", "/queue", 200, "<html>", { is: "waiting" }],
  ["failed", history, 200, failed("execution_error", {}), { is: "over" }],
  [
    "failed behind a picture that was saved on the way",
    history,
    200,
    ended({ "8": { images: [image("draft.png")] } }, { status_str: "error", completed: false }),
    { is: "over" },
  ],
  ["done without a picture", history, 200, ended({ "9": { text: ["x"] } }), { is: "over" }],
  ["behind a password", history, 401, "", { is: "waiting" }],
  ["asked of no ComfyUI", history, 404, "", { is: "unknown" }],
])("a ticket that is %s", (_, path, status, body, expected) => {
  expect(look(path, status, body)).toEqual(expected);
});

test("M12: a picture costs nothing", () => {
  const picture = new Uint8Array([1, 2, 3]);
  expect(read(ended({}), { picture })).toEqual({
    kind: "picture",
    bytes: picture,
    costMicros: 0,
    pictures: 1,
    warnings: [],
  });
});

const account = (code: string) => ({ kind: "account", reason: { code, until: null } });
const nodeError = (type: string, message: string, details: string) => ({
  error: {
    type: "prompt_outputs_failed_validation",
    message: "Prompt outputs failed validation",
    details: `${message}: ${details}`,
    extra_info: {},
  },
  node_errors: {
    "4": {
      errors: [{ type, message, details, extra_info: { input_name: "ckpt_name" } }],
      dependent_outputs: ["9"],
      class_type: "CheckpointLoaderSimple",
    },
  },
});
const wrong = (type: string, message: string, details = "") => ({
  error: { type, message, details, extra_info: {} },
  node_errors: {},
});

test.each<[string, unknown, Partial<Answer>, object]>([
  [
    "a node that raised",
    failed("execution_error", {
      prompt_id: ticket,
      node_id: "3",
      node_type: "KSampler",
      executed: ["4"],
      exception_message: "mat1 and mat2 shapes cannot be multiplied\n",
      exception_type: "RuntimeError",
      traceback: [],
      current_inputs: {},
      current_outputs: [],
    }),
    {},
    {
      kind: "provider_failed",
      message: expect.stringContaining("in the node KSampler (3). mat1 and mat2"),
    },
  ],
  [
    "a full graphics card",
    failed("execution_error", {
      node_id: "8",
      node_type: "VAEDecode",
      exception_message: "Allocation on device 0 would exceed allowed memory.",
      exception_type: "torch.OutOfMemoryError",
    }),
    {},
    { kind: "provider_failed", message: expect.stringContaining("choose a smaller size") },
  ],
  [
    "somebody's Stop",
    failed("execution_interrupted", { node_id: "3", node_type: "KSampler", executed: [] }),
    {},
    { kind: "no_picture", why: "draw_failed", code: "no_picture", costMicros: 0 },
  ],
  [
    "a workflow that saved nothing",
    ended({}),
    {},
    { kind: "no_picture", why: "failed", code: "no_picture", costMicros: 0 },
  ],
  [
    "a picture that is gone",
    ended({ "9": { images: [image("fox.png")] } }),
    {},
    { kind: "no_picture", why: "draw_failed", code: "unreadable_answer", costMicros: 0 },
  ],
  ["a history that was cut", '{"x":{"prompt":[', {}, { kind: "provider_failed" }],
  [
    "a model file that is missing",
    nodeError("value_not_in_list", "Value not in list", "ckpt_name: 'x.safetensors' not in []"),
    { to: "submission", status: 400 },
    {
      kind: "account",
      reason: {
        code: "model_unknown",
        message: expect.stringContaining(
          "CheckpointLoaderSimple (4): Value not in list: ckpt_name: 'x.safetensors' not in []",
        ),
      },
    },
  ],
  [
    "a node that is missing",
    wrong(
      "missing_node_type",
      "Node 'Foo' not found. The custom node may not be installed.",
      "Node ID '#4'",
    ),
    { to: "submission", status: 400 },
    account("model_unknown"),
  ],
  [
    "a node that is missing, as it was said before",
    wrong("invalid_prompt", "Cannot execute because node Foo does not exist.", "Node ID '#4'"),
    { to: "submission", status: 400 },
    account("model_unknown"),
  ],
  [
    "no node that saves",
    wrong("prompt_no_outputs", "Prompt has no outputs"),
    { to: "submission", status: 400 },
    account("model_unknown"),
  ],
  [
    "a size that is too large",
    nodeError("value_bigger_than_max", "Value 99999 bigger than max of 16384", "width"),
    { to: "submission", status: 400 },
    { kind: "bad_request", message: expect.stringContaining("bigger than max of 16384: width") },
  ],
  [
    "a reference that was not given",
    nodeError(
      "custom_validation_failed",
      "Custom validation failed for node",
      "image - Invalid image file: {{reference_1}}",
    ),
    { to: "submission", status: 400 },
    { kind: "bad_request", message: expect.stringContaining("add one") },
  ],
  [
    "an error in one word",
    { error: "no prompt", node_errors: [] },
    { to: "submission", status: 400 },
    { kind: "bad_request", message: expect.stringContaining("no prompt") },
  ],
  ["a proxy's password", "", { to: "submission", status: 401 }, account("bad_key")],
  ["a proxy's bill", "Payment Required", { to: "submission", status: 402 }, account("no_credit")],
  ["a proxy's no", "Forbidden", { to: "submission", status: 403 }, account("key_blocked")],
  [
    "another program",
    { detail: "Not Found" },
    { to: "submission", status: 404 },
    account("provider_unreachable"),
  ],
  [
    "a static page",
    "405: Method Not Allowed",
    { to: "submission", status: 405 },
    {
      kind: "account",
      reason: {
        code: "provider_unreachable",
        message: expect.stringContaining("check COMFYUI_BASE_URL. 405: Method"),
      },
    },
  ],
  ["a proxy's limit", "<html>", { to: "submission", status: 429 }, { kind: "overloaded" }],
  [
    "a proxy's limit whose headers say for how long",
    "<html>",
    { to: "submission", status: 429, retryAfterMs: 7000 },
    { kind: "rate_limited", waitMs: 7000 },
  ],
  [
    "a crash",
    "500 Internal Server Error\n\nServer got itself in trouble",
    { to: "submission", status: 500 },
    { kind: "provider_failed", message: expect.stringContaining("got itself in trouble") },
  ],
  ["a proxy that gave up", "", { to: "submission", status: 504 }, { kind: "ambiguous" }],
  ["a yes without an id", "<html>", { to: "submission", status: 200 }, { kind: "ambiguous" }],
])("M12: %s is read as what it is", (_, body, change, expected) => {
  expect(read(body, change)).toMatchObject(expected);
});

test("the ticket is the id in the answer, and nothing else is one", () => {
  const answer = { prompt_id: ticket, number: 7, node_errors: {} };
  expect(queuedComfyUi.ticketOf(JSON.stringify(answer))).toBe(ticket);
  for (const text of ["<html>", "{}", '{"prompt_id":7}', `{"prompt_id":"${"x".repeat(1001)}"}`])
    expect(queuedComfyUi.ticketOf(text)).toBeNull();
});

test("M12: whatever comes, it is read, costs nothing and never throws", () => {
  const names = fc.constantFrom(
    "outputs",
    "images",
    "filename",
    "type",
    "status",
    "status_str",
    "messages",
    "error",
    "node_errors",
    "errors",
    "message",
    "details",
    ticket,
  );
  const { shaped } = fc.letrec((tie) => ({
    shaped: fc.oneof(
      { maxDepth: 6, depthSize: "max" },
      fc.oneof(
        fc.string(),
        fc.double(),
        fc.constant(null),
        fc.constantFrom("error", "output", "x.png", "execution_error"),
      ),
      fc.array(tie("shaped"), { maxLength: 3 }),
      fc.dictionary(names, tie("shaped"), { maxKeys: 4 }),
    ),
  }));
  const statuses = fc.constantFrom(200, 302, 400, 401, 404, 408, 429, 500, 504);
  const tos = fc.constantFrom("submission" as const, "question" as const);
  fc.assert(
    fc.property(statuses, tos, shaped, (status, to, body) => {
      const reading = read(body, { status, to });
      for (const path of [history, "/queue"]) if (!("is" in look(path, status, body))) return false;
      return !("costMicros" in reading) || reading.costMicros === 0;
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [200, { system: { comfyui_version: "0.3.75" }, devices: [] }, "works", "ComfyUI 0.3.75 answers."],
  [200, { system: {} }, "works", "ComfyUI answers."],
  [401, {}, "refused", "refuses this key (401)"],
  [404, {}, "unreachable", "check COMFYUI_BASE_URL"],
  [200, "<html>", "unreachable", "no ComfyUI"],
])(
  "a server that answers %i %j makes a key that is said to be: %s",
  (status, body, verdict, words) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    expect(readStats({ status, text }, catalogue)).toEqual({
      verdict,
      message: expect.stringContaining(words),
      models: verdict === "works" ? ["comfyui-plain"] : [],
    });
  },
);

test("no server says nothing about a key", () => {
  expect(readStats({ status: null, message: "Nothing was sent." }, catalogue)).toEqual({
    verdict: "unreachable",
    message: "Nothing was sent.",
    models: [],
  });
});
