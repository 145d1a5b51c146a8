import { expect, test } from "vitest";
import {
  alikeAnswers,
  expectHeadersHeard,
  expectNothingThrows,
} from "../queued/alike-answers.fixture.ts";
import type { LastAnswer } from "../queued/queued-vendor.ts";
import { falCatalogue } from "./catalogue.ts";
import { readFalKey } from "./check-key.ts";
import { falQueue } from "./fal-queue.ts";
import { isFalKey } from "./own-key.ts";

const [entry] = falCatalogue;
if (!entry) throw new Error("There is no model.");
const picture = Buffer.from("a picture");
const id = "764cabcf-b745-4b3e-ae38-1200304cf45b";
const ticket = `blackforestlabs/flux-3/requests/${id}`;
const taken = {
  status: "IN_QUEUE",
  request_id: id,
  response_url: `https://queue.fal.run/${ticket}`,
  status_url: `https://queue.fal.run/${ticket}/status`,
  cancel_url: `https://queue.fal.run/${ticket}/cancel`,
  queue_position: 0,
};
const drawn = {
  images: [
    {
      url: "https://v3b.fal.media/files/b/0a8b90e0/BFLE9VDlZqsryU.png",
      content_type: "image/png",
      width: 1024,
      height: 1024,
    },
  ],
};
const objection = (type: string, loc = ["body", "prompt"], msg = "Objection.") => ({
  detail: [{ loc, msg, type, url: `https://docs.fal.ai/errors#${type}`, input: "a secret plan" }],
});
const failed = (error_type: string) => ({
  ...taken,
  status: "COMPLETED",
  error: "Why.",
  error_type,
});
const textOf = (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body));

function read(
  to: LastAnswer["to"],
  status: number,
  body: unknown,
  bytes: Uint8Array | null = null,
) {
  const answer = { to, ticket: null, status, text: textOf(body), picture: bytes };
  return falQueue.read({
    answer,
    entry: entry!,
    catalogue: falCatalogue,
    imageSize: "1K",
    references: 2,
    nowMs: 0,
  });
}

const look = (path: string, status: number, body: unknown) =>
  falQueue.look({ ticket, path, status, text: textOf(body) });
const atQueue = (status: number, body: unknown) => look(`/${ticket}/status`, status, body);
const atResult = (status: number, body: unknown) => look(`/${ticket}`, status, body);

test("a ticket is the id with its owner and app, and leads to paths of the queue", () => {
  expect(falQueue.ticketOf(textOf(taken))).toBe(ticket);
  expect(falQueue.questionOf(ticket)).toBe(`/${ticket}/status`);
  const { status_url: _, ...withoutStatus } = taken;
  expect(falQueue.ticketOf(textOf(withoutStatus))).toBe(ticket);
});

test("a ticket is the same behind a proxy with a path of its own", () => {
  const behind = { ...taken, status_url: `http://10.0.0.5:4010/fal/${ticket}/status` };
  expect(falQueue.ticketOf(textOf(behind))).toBe(ticket);
});

test.each([
  ["of another host", `https://evil.example/${ticket}/status`, ticket],
  ["with a step up", `https://queue.fal.run/../requests/${id}/status`, null],
  ["with another id", "https://queue.fal.run/fal-ai/flux/requests/other/status", null],
  [
    "with a question in it",
    `https://queue.fal.run/a/b/requests/${id}?x=/status`,
    `a/b/requests/${id}`,
  ],
  ["that is none", "requests", null],
])("K6: of an address %s nothing but names and the id is believed", (_, status_url, expected) => {
  const { response_url: _response, ...rest } = taken;
  expect(falQueue.ticketOf(textOf({ ...rest, status_url }))).toBe(expected);
});

test.each([["no JSON"], [{ detail: "x" }], [{ request_id: 7, status_url: "" }], [[]], ["null"]])(
  "%j has no ticket",
  (body) => {
    expect(falQueue.ticketOf(textOf(body))).toBeNull();
  },
);

test.each([
  ["waits in line", 202, { ...taken, queue_position: 3 }, { is: "waiting" }],
  ["is drawn on", 202, { ...taken, status: "IN_PROGRESS" }, { is: "waiting" }],
  [
    "is done, so that its result is asked for",
    200,
    { ...taken, status: "COMPLETED", metrics: { inference_time: 3.7 } },
    { is: "elsewhere", path: `/${ticket}` },
  ],
  [
    "was objected to by the model, of which the result tells more",
    200,
    { ...taken, status: "COMPLETED", error: "Unprocessable Entity" },
    { is: "elsewhere", path: `/${ticket}` },
  ],
  ["lost its runner", 200, failed("runner_disconnected"), { is: "over" }],
  ["began too late", 200, failed("startup_timeout"), { is: "over" }],
  ["was cancelled", 200, failed("client_cancelled"), { is: "over" }],
  ["is nobody's", 404, { status: "NOT_FOUND" }, { is: "unknown" }],
  ["is kept from a locked account", 403, { detail: "User is locked." }, { is: "waiting" }],
  ["is kept from a key", 401, { detail: "invalid key credentials" }, { is: "waiting" }],
  ["is hidden by a page", 200, "<html>", { is: "waiting" }],
  ["is hidden by a page that is not there", 404, "<html>", { is: "waiting" }],
  ["is told with a word that is new", 200, { status: "PAUSED" }, { is: "waiting" }],
])("a request that %s is seen as that", (_, status, body, expected) => {
  expect(atQueue(status, body)).toEqual(expected);
});

test.each([
  ["a picture", 200, drawn, { is: "drawn", picture: drawn.images[0]?.url }],
  [
    "a single picture",
    200,
    { image: drawn.images[0] },
    { is: "drawn", picture: drawn.images[0]?.url },
  ],
  ["no picture", 200, { images: [] }, { is: "over" }],
  [
    "a picture without an address",
    200,
    { images: [{ url: "file:///etc/passwd" }] },
    { is: "over" },
  ],
  ["a refusal", 422, objection("content_policy_violation"), { is: "over" }],
  ["a failure", 500, objection("internal_server_error"), { is: "over" }],
  ["nothing yet", 400, { detail: "Request is still in progress" }, { is: "waiting" }],
  ["nothing yet, said otherwise", 202, { status: "IN_PROGRESS" }, { is: "waiting" }],
  ["nothing known", 404, { detail: "Request not found" }, { is: "unknown" }],
  ["no word to this key", 401, { detail: "invalid key credentials" }, { is: "waiting" }],
])("a result with %s is seen as that", (_, status, body, expected) => {
  expect(atResult(status, body)).toEqual(expected);
});

test("a picture costs what the catalogue says, whatever the references, and lies in memory of its own", () => {
  const reading = read("question", 200, drawn, picture);
  expect(reading).toEqual({
    kind: "picture",
    bytes: new Uint8Array(picture),
    costMicros: 48_000,
    pictures: 1,
    warnings: [],
  });
  if (reading.kind !== "picture") throw new Error("There is no picture.");
  expect(reading.bytes.buffer).not.toBe(picture.buffer);
});

test.each<[string, LastAnswer["to"], number, unknown, object]>([
  [
    "a picture that could not be fetched, paid all the same",
    "question",
    200,
    drawn,
    { kind: "no_picture", why: "failed", code: "unreadable_answer", costMicros: 48_000 },
  ],
  [
    "a black picture in the place of another",
    "question",
    200,
    { ...drawn, has_nsfw_concepts: [true] },
    { kind: "no_picture", why: "filtered", code: "filtered", costMicros: 48_000 },
  ],
  [
    "no picture",
    "question",
    200,
    { images: [] },
    { kind: "no_picture", why: "draw_failed", costMicros: 0 },
  ],
  [
    "a result in another shape, paid most likely",
    "question",
    200,
    { output: drawn.images },
    { kind: "no_picture", why: "failed", code: "unreadable_answer", costMicros: 48_000 },
  ],
  [
    "a refusal of what was taken",
    "question",
    422,
    objection("content_policy_violation", ["body", "prompt"], "Flagged by a content checker."),
    {
      kind: "no_picture",
      why: "refused",
      code: "refused",
      message: "The model refused this prompt. prompt: Flagged by a content checker.",
      costMicros: 0,
    },
  ],
  [
    "a refusal as a list alone",
    "question",
    422,
    objection("content_policy_violation").detail,
    { kind: "no_picture", why: "refused" },
  ],
  [
    "a refusal at once",
    "submission",
    422,
    objection("content_policy_violation"),
    { kind: "no_picture", why: "refused", costMicros: 0 },
  ],
  [
    "a request whose reference is too small",
    "question",
    422,
    objection("image_too_small", ["body", "image_urls", "0"]),
    { kind: "bad_request", message: "The model refused this request. image_urls.0: Objection." },
  ],
  [
    "a wrong field",
    "submission",
    422,
    objection("literal_error", ["body", "resolution"]),
    { kind: "bad_request" },
  ],
  ["a line of text", "submission", 413, "Too large", { kind: "bad_request" }],
  [
    "a model that drew nothing",
    "question",
    422,
    objection("no_media_generated"),
    { kind: "no_picture", why: "draw_failed", costMicros: 0 },
  ],
  [
    "a bad key",
    "submission",
    401,
    { detail: "invalid key credentials" },
    { kind: "account", reason: { code: "bad_key" } },
  ],
  [
    "an empty account",
    "submission",
    403,
    { detail: "User is locked. Reason: Exhausted balance. Top up your balance." },
    { kind: "account", reason: { code: "no_credit" } },
  ],
  [
    "an empty account, shortly",
    "submission",
    403,
    { detail: "User is locked. Reason: TOP_UP." },
    { kind: "account", reason: { code: "no_credit" } },
  ],
  ["no credit", "submission", 402, {}, { kind: "account", reason: { code: "no_credit" } }],
  [
    "a locked account",
    "submission",
    403,
    { detail: "User is locked. Reason: Admin lock. Please contact support@fal.ai." },
    { kind: "account", reason: { code: "key_blocked" } },
  ],
  [
    "a model that is gone",
    "submission",
    404,
    { detail: "Path /text-to-image not found" },
    {
      kind: "account",
      reason: {
        code: "model_gone",
        message: expect.stringContaining("Start again with fal-seedream-5-flash."),
      },
    },
  ],
  [
    "too many at once",
    "submission",
    429,
    { detail: "Concurrent requests limit exceeded", error_type: "concurrent_requests_limit" },
    { kind: "overloaded" },
  ],
  [
    "too fast, with a wait",
    "submission",
    429,
    { detail: "Slow down. Try again in 12s." },
    { kind: "rate_limited", waitMs: 12_000, perMinute: null },
  ],
  ["a failure at once", "submission", 500, { detail: "x" }, { kind: "provider_failed" }],
  ["a failed runner", "question", 200, failed("runner_server_error"), { kind: "provider_failed" }],
  ["a timeout", "question", 200, failed("request_timeout"), { kind: "provider_failed" }],
  [
    "a model whose own provider failed",
    "question",
    422,
    objection("downstream_service_error"),
    { kind: "provider_failed" },
  ],
  [
    "a failure after it was taken",
    "question",
    500,
    objection("internal_server_error"),
    { kind: "provider_failed" },
  ],
  ["a cancel", "question", 200, failed("client_cancelled"), { kind: "ambiguous" }],
  ["an unknown ticket", "question", 404, { status: "NOT_FOUND" }, { kind: "ambiguous" }],
  ["a key that was taken back", "question", 403, { detail: "x" }, { kind: "ambiguous" }],
  ["an id that is missing", "submission", 200, { status: "IN_QUEUE" }, { kind: "ambiguous" }],
  ["a cut answer", "question", 200, '{"images": [', { kind: "ambiguous" }],
  ...alikeAnswers,
])("%s is read as what it is", (_, to, status, body, expected) => {
  const reading = read(to, status, body);
  expect(reading).toMatchObject(expected);
  // What was refused is in the words of the model, not in the prompt that it repeats.
  expect(JSON.stringify(reading)).not.toContain("a secret plan");
});

test("too fast waits as long as the headers ask, where no word says it", () => {
  expectHeadersHeard(falQueue, falCatalogue);
});

test("nothing that an answer can be makes reading or looking throw", () => {
  expectNothingThrows({
    read,
    looks: [atQueue, atResult],
    nearly: [{ detail: 7 }, { detail: [null, { loc: 3 }] }, { images: 3 }],
  });
});

test.each([
  [404, { status: "NOT_FOUND" }, "works"],
  [401, { detail: "invalid key credentials" }, "refused"],
  [403, { detail: "User is locked." }, "refused"],
  [404, "<html>", "unreachable"],
  [429, {}, "unreachable"],
  [500, {}, "unreachable"],
])("an answer with %i and %j says that the key %s", (status, body, verdict) => {
  const said = readFalKey({ status, text: textOf(body) }, falCatalogue);
  expect(said.verdict).toBe(verdict);
  expect(said.models).toHaveLength(verdict === "works" ? falCatalogue.length : 0);
});

test("K15: a key with an id and a secret is surely fal's", () => {
  const key = "0b69330b-6ca4-46ed-82ca-1c6fc15e0770:413568623f5894ed76077f23cc2eddb0";
  expect(isFalKey(key)).toBe(true);
  expect(isFalKey(key.slice(0, -1))).toBe(false);
  expect(isFalKey("0b69330b-6ca4-46ed-82ca-1c6fc15e0770")).toBe(false);
  expect(falQueue.keyHeaders(key)).toEqual({ authorization: `Key ${key}` });
  expect(falQueue.keyHeaders("")).toEqual({});
});
