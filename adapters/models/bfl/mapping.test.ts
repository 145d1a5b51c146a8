import { expect, test } from "vitest";
import {
  alikeAnswers,
  expectHeadersHeard,
  expectNothingThrows,
} from "../queued/alike-answers.fixture.ts";
import type { LastAnswer } from "../queued/queued-vendor.ts";
import { bflQueue } from "./bfl-queue.ts";
import { bflCatalogue } from "./catalogue.ts";
import { readBflKey } from "./check-key.ts";
import { readBfl } from "./mapping.ts";
import { readBflTicket } from "./ticket.ts";

const picture = Buffer.from("a picture");
const id = "0f0c1d6e-3c1e-4d57-9f0a-5a2b6c7d8e9f";
const taken = {
  id,
  polling_url: `https://api.us1.bfl.ai/v1/get_result?id=${id}`,
  cost: 4.8,
  input_mp: 0,
  output_mp: 1.04,
};
const sample = "https://delivery-us1.bfl.ai/results/ab/sample.jpeg?se=2026-11-30T10%3A00%3A00Z";
const task = (status: string, change: object = {}) => ({
  id,
  status,
  result: null,
  progress: null,
  details: null,
  ...change,
});
const ready = task("Ready", { result: { sample, prompt: "a secret plan", duration: 8.1 } });
const textOf = (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body));

function read(
  to: LastAnswer["to"],
  status: number,
  body: unknown,
  change: { bytes?: Uint8Array; model?: string; references?: number; ticket?: string } = {},
) {
  const entry = bflCatalogue.find((one) => one.id === (change.model ?? "flux-3-image"));
  if (!entry) throw new Error("There is no such model.");
  return readBfl({
    answer: {
      to,
      ticket: change.ticket ?? null,
      status,
      text: textOf(body),
      picture: change.bytes ?? null,
    },
    entry,
    catalogue: bflCatalogue,
    imageSize: "1K",
    references: change.references ?? 0,
  });
}

const ticketOf = (body: unknown) => {
  const ticket = bflQueue.ticketOf(textOf(body));
  if (ticket === null) throw new Error("There is no ticket.");
  return ticket;
};
const look = (status: number, body: unknown) =>
  bflQueue.look({ ticket: ticketOf(taken), path: "/v1/get_result", status, text: textOf(body) });

test("a ticket keeps the id, the region that drew it and what it was said to cost", () => {
  const ticket = ticketOf(taken);
  expect(readBflTicket(ticket)).toEqual({ id, host: "api.us1.bfl.ai", credits: 4.8 });
  expect(bflQueue.questionOf(ticket)).toBe(`https://api.us1.bfl.ai/v1/get_result?id=${id}`);
  expect(ticket.length).toBeLessThan(300);
});

test.each([
  ["none", undefined],
  ["of another host", `https://evil.example/v1/get_result?id=${id}`],
  ["of a host that ends alike", `https://api.evilbfl.ai/v1/get_result?id=${id}`],
  ["of a host that begins alike", `https://api.us1.bfl.ai.evil.example/v1/get_result?id=${id}`],
  ["of a page of the vendor's", `https://docs.bfl.ai/v1/get_result?id=${id}`],
  ["with another's name before it", `https://api.us1.bfl.ai@evil.example/v1/get_result?id=${id}`],
  ["with a name before it", `https://evil@api.us1.bfl.ai/v1/get_result?id=${id}`],
  ["at another port", `https://api.us1.bfl.ai:8443/v1/get_result?id=${id}`],
  ["without TLS", `http://api.us1.bfl.ai/v1/get_result?id=${id}`],
  ["of an emulator", `http://127.0.0.1:4010/v1/get_result?id=${id}`],
  ["that is a path", `/v1/get_result?id=${id}`],
])("K6: with an address %s the configured one is asked", (_, polling_url) => {
  const ticket = ticketOf({ id, polling_url });
  expect(bflQueue.questionOf(ticket)).toBe(`/v1/get_result?id=${id}`);
});

test("K6: of an address of the vendor's own the path is still ours", () => {
  const ticket = ticketOf({ id, polling_url: "https://api.eu.bfl.ai/v1/keys?show=all" });
  expect(bflQueue.questionOf(ticket)).toBe(`https://api.eu.bfl.ai/v1/get_result?id=${id}`);
});

test("K6: a ticket that somebody changed leads nowhere else", () => {
  for (const ticket of [
    "",
    "x",
    '{"id":"a/../b"}',
    '{"id":"a","host":"evil.example"}',
    '{"id":"a","host":"api.bfl.ai/x?"}',
  ])
    expect(bflQueue.questionOf(ticket)).toMatch(/^\/v1\/get_result\?id=a?$/u);
});

test.each([["no JSON"], [{ polling_url: taken.polling_url }], [{ id: 7 }], [{ id: "a b" }], [[]]])(
  "%j has no ticket",
  (body) => {
    expect(bflQueue.ticketOf(textOf(body))).toBeNull();
  },
);

test.each([
  ["waits", 200, task("Pending"), { is: "waiting" }],
  ["is thought about", 200, task("Reasoning"), { is: "waiting" }],
  ["is drawn on", 200, task("Generating", { progress: 0.4 }), { is: "waiting" }],
  ["is drawn", 200, ready, { is: "drawn", picture: sample }],
  ["is ready without a picture", 200, task("Ready"), { is: "over" }],
  [
    "is ready with what is no address",
    200,
    task("Ready", { result: { sample: "file:///etc/passwd" } }),
    { is: "over" },
  ],
  ["was refused", 200, task("Request Moderated"), { is: "over" }],
  ["was withheld", 200, task("Content Moderated"), { is: "over" }],
  ["failed", 200, task("Error"), { is: "over" }],
  ["failed, said with a status of its own", 422, task("Error"), { is: "over" }],
  ["failed, said as an outage", 503, task("Error"), { is: "over" }],
  ["is nobody's", 200, task("Task not found"), { is: "unknown" }],
  ["is nobody's, said with 404", 404, task("Task not found"), { is: "unknown" }],
  ["is nobody's, said with 404 alone", 404, { detail: "Not Found" }, { is: "unknown" }],
  ["is hidden by a page that is not there", 404, "<html>", { is: "waiting" }],
  ["is kept from a key", 403, { detail: "Not authenticated" }, { is: "waiting" }],
  ["is hidden by a page", 200, "<html>", { is: "waiting" }],
])("a task that %s is seen as that", (_, status, body, expected) => {
  expect(look(status, body)).toEqual(expected);
});

test("a picture costs what the catalogue says, and lies in memory of its own", () => {
  const reading = read("question", 200, ready, { bytes: picture });
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

test("M7: the vendor's own word for the cost counts before the catalogue's, the last before the first", () => {
  const told = { ...ready, cost: 7.5 };
  const first = ticketOf({ ...taken, cost: 6.1 });
  const costOf = (body: unknown, ticket?: string) =>
    read("question", 200, body, {
      bytes: picture,
      model: "flux-2-pro",
      references: 2,
      ...(ticket !== undefined && { ticket }),
    });
  expect(costOf(told, first)).toMatchObject({ costMicros: 75_000, warnings: [] });
  expect(costOf(ready, first)).toMatchObject({ costMicros: 61_000, warnings: [] });
  for (const cost of [-1, "7.5", null, 1e9])
    expect(costOf({ ...ready, cost })).toMatchObject({
      costMicros: 30_000 + 2 * 60_000,
      warnings: [{ code: "cost_estimated" }],
    });
});

test("references of the third generation cost nothing, so that nothing is estimated", () => {
  expect(read("question", 200, ready, { bytes: picture, references: 9 })).toMatchObject({
    costMicros: 48_000,
    warnings: [],
  });
});

test.each<[string, LastAnswer["to"], number, unknown, object]>([
  [
    "a picture that could not be fetched, paid all the same",
    "question",
    200,
    ready,
    { kind: "no_picture", why: "failed", code: "unreadable_answer", costMicros: 48_000 },
  ],
  [
    "a refusal",
    "question",
    200,
    task("Request Moderated", { details: { "Moderation Reasons": ["Derivative Works Filter"] } }),
    {
      kind: "no_picture",
      why: "refused",
      code: "refused",
      message: "The model refused this prompt. Derivative Works Filter",
      costMicros: 0,
    },
  ],
  [
    "a picture that was withheld",
    "question",
    200,
    task("Content Moderated"),
    { kind: "no_picture", why: "filtered", code: "filtered", costMicros: 0 },
  ],
  [
    "a failure",
    "question",
    503,
    task("Error", { details: "Worker lost." }),
    {
      kind: "provider_failed",
      message: "The provider could not finish the picture. Worker lost.",
    },
  ],
  ["an unknown ticket", "question", 404, task("Task not found"), { kind: "ambiguous" }],
  ["a key that was taken back", "question", 403, { detail: "x" }, { kind: "ambiguous" }],
  [
    "a wrong field",
    "submission",
    422,
    { detail: [{ loc: ["body", "seed"], msg: "Extra inputs are not permitted", type: "x" }] },
    {
      kind: "bad_request",
      message: "The provider refused this request (422). seed: Extra inputs are not permitted",
    },
  ],
  ["a reference that is too large", "submission", 400, { detail: "x" }, { kind: "bad_request" }],
  [
    "a bad key",
    "submission",
    403,
    { detail: "Not authenticated" },
    { kind: "account", reason: { code: "bad_key" } },
  ],
  [
    "a bad key, said with 401",
    "submission",
    401,
    {},
    { kind: "account", reason: { code: "bad_key" } },
  ],
  [
    "a key that may not",
    "submission",
    403,
    { detail: "This endpoint needs a beta key." },
    { kind: "account", reason: { code: "key_blocked" } },
  ],
  [
    "no credit",
    "submission",
    402,
    { detail: "Insufficient credits" },
    { kind: "account", reason: { code: "no_credit" } },
  ],
  [
    "a model that is gone",
    "submission",
    404,
    { detail: "Not Found" },
    {
      kind: "account",
      reason: {
        code: "model_gone",
        message: expect.stringContaining("Start again with flux-2-klein-9b."),
      },
    },
  ],
  [
    "too many at once",
    "submission",
    429,
    { detail: "Too many active tasks." },
    { kind: "overloaded", message: "The provider is overloaded (429). Too many active tasks." },
  ],
  [
    "too fast, with a wait",
    "submission",
    429,
    { detail: "Rate limit exceeded, retry after 30 seconds" },
    { kind: "rate_limited", waitMs: 30_000, perMinute: null },
  ],
  ["a failure at once", "submission", 500, { detail: "x" }, { kind: "provider_failed" }],
  ["an id that is missing", "submission", 200, { polling_url: "x" }, { kind: "ambiguous" }],
  ["a cut answer", "question", 200, '{"id": "0f0c', { kind: "ambiguous" }],
  ...alikeAnswers,
])("%s is read as what it is", (_, to, status, body, expected) => {
  const reading = read(to, status, body);
  expect(reading).toMatchObject(expected);
  expect(JSON.stringify(reading)).not.toContain("a secret plan");
});

test("too fast waits as long as the headers ask, where no word says it", () => {
  expectHeadersHeard(bflQueue, bflCatalogue);
});

test("nothing that an answer can be makes reading or looking throw", () => {
  expectNothingThrows({
    read,
    looks: [look],
    nearly: [{ status: 3 }, { status: "Error", details: [[null, 3]] }],
  });
});

test.each([
  [200, { credits: 1234.5 }, "works"],
  [403, { detail: "Not authenticated" }, "refused"],
  [401, {}, "refused"],
  [200, "<html>", "unreachable"],
  [404, { detail: "Not Found" }, "unreachable"],
  [429, {}, "unreachable"],
  [500, {}, "unreachable"],
])("an answer with %i and %j says that the key %s", (status, body, verdict) => {
  const said = readBflKey({ status, text: textOf(body) }, bflCatalogue);
  expect(said.verdict).toBe(verdict);
  expect(said.models).toHaveLength(verdict === "works" ? bflCatalogue.length : 0);
});

test("K6: a key goes out in the vendor's own header", () => {
  expect(bflQueue.keyHeaders("secret")).toEqual({ "x-key": "secret" });
  expect(bflQueue.keyHeaders("")).toEqual({});
});
