import { expect, test } from "vitest";
import {
  alikeAnswers,
  expectHeadersHeard,
  expectNothingThrows,
} from "../queued/alike-answers.fixture.ts";
import type { LastAnswer } from "../queued/queued-vendor.ts";
import { replicateCatalogue } from "./catalogue.ts";
import { readReplicateKey } from "./check-key.ts";
import { isReplicateKey } from "./own-key.ts";
import { replicateQueue } from "./replicate-queue.ts";

const [entry] = replicateCatalogue;
if (!entry) throw new Error("There is no model.");
const picture = Buffer.from("a picture");
const id = "gm3qorzdhgbfurvjtvhg6dckhu";
const delivery = "https://replicate.delivery/xezq/abc/out-0.png";
const prediction = (change: object) => ({
  id,
  model: "black-forest-labs/flux-3-image",
  version: "hidden",
  input: { prompt: "a secret plan" },
  logs: "",
  output: null,
  data_removed: false,
  error: null,
  status: "starting",
  created_at: "2026-11-30T09:12:03.221Z",
  urls: { get: `https://api.replicate.com/v1/predictions/${id}` },
  ...change,
});
const problem = (status: number, title: string, detail: string) => ({ status, title, detail });
const textOf = (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body));

function read(
  to: LastAnswer["to"],
  status: number,
  body: unknown,
  bytes: Uint8Array | null = null,
) {
  const answer = { to, ticket: null, status, text: textOf(body), picture: bytes };
  return replicateQueue.read({
    answer,
    entry: entry!,
    catalogue: replicateCatalogue,
    imageSize: "2K",
    references: 3,
    nowMs: 0,
  });
}

const look = (status: number, body: unknown) =>
  replicateQueue.look({
    ticket: id,
    path: replicateQueue.questionOf(id),
    status,
    text: textOf(body),
  });

test("K6: a ticket is the id alone, whatever address the answer names", () => {
  const elsewhere = prediction({ urls: { get: "https://evil.example/v1/predictions/x" } });
  expect(replicateQueue.ticketOf(textOf(elsewhere))).toBe(id);
  expect(replicateQueue.questionOf(id)).toBe(`/v1/predictions/${id}`);
});

test.each([["no JSON"], [{ id: "../account" }], [{ id: 7 }], [{ id: "" }], [{ id: "a?b" }], [[]]])(
  "%j has no ticket",
  (body) => {
    expect(replicateQueue.ticketOf(textOf(body))).toBeNull();
  },
);

test.each([
  ["starts", 200, prediction({}), { is: "waiting" }],
  ["is drawn on", 200, prediction({ status: "processing" }), { is: "waiting" }],
  [
    "is drawn, its output a text",
    200,
    prediction({ status: "succeeded", output: delivery }),
    { is: "drawn", picture: delivery },
  ],
  [
    "is drawn, its output a list",
    200,
    prediction({ status: "succeeded", output: ["https://replicate.delivery/first.png", delivery] }),
    { is: "drawn", picture: delivery },
  ],
  ["drew nothing", 200, prediction({ status: "succeeded", output: [] }), { is: "over" }],
  [
    "drew what is no address",
    200,
    prediction({ status: "succeeded", output: "file:///etc/passwd" }),
    { is: "over" },
  ],
  ["failed", 200, prediction({ status: "failed", error: "x" }), { is: "over" }],
  ["was cancelled", 200, prediction({ status: "canceled" }), { is: "over" }],
  ["was not begun with", 200, prediction({ status: "aborted" }), { is: "over" }],
  ["is told with a word that is new", 200, prediction({ status: "resting" }), { is: "waiting" }],
  ["is nobody's", 404, problem(404, "Not found", "x"), { is: "unknown" }],
  ["is hidden by a page that is not there", 404, "<html>", { is: "waiting" }],
  ["is kept from a key", 401, problem(401, "Unauthenticated", "x"), { is: "waiting" }],
  ["is hidden by a page", 200, "<html>", { is: "waiting" }],
  ["is hidden by JSON that is none of it", 200, { ok: true }, { is: "waiting" }],
])("a prediction that %s is seen as that", (_, status, body, expected) => {
  expect(look(status, body)).toEqual(expected);
});

test("a picture costs what the catalogue says, whatever the references, and lies in memory of its own", () => {
  const reading = read(
    "question",
    200,
    prediction({ status: "succeeded", output: delivery }),
    picture,
  );
  expect(reading).toEqual({
    kind: "picture",
    bytes: new Uint8Array(picture),
    costMicros: 100_000,
    pictures: 1,
    warnings: [],
  });
  if (reading.kind !== "picture") throw new Error("There is no picture.");
  expect(reading.bytes.buffer).not.toBe(picture.buffer);
});

test("a picture is one though the words before it were cut short in the midst of its references", () => {
  const cut = textOf(prediction({ status: "succeeded", output: delivery })).slice(0, 80);
  expect(read("question", 200, cut, picture)).toMatchObject({
    kind: "picture",
    costMicros: 100_000,
  });
});

const throttled = {
  detail:
    "Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit. Your rate limit resets in ~7s.",
  status: 429,
};

test.each<[string, LastAnswer["to"], number, unknown, object]>([
  [
    "a picture that could not be fetched, paid all the same",
    "question",
    200,
    prediction({ status: "succeeded", output: delivery }),
    { kind: "no_picture", why: "failed", code: "unreadable_answer", costMicros: 100_000 },
  ],
  [
    "a picture that was removed before it was fetched",
    "question",
    200,
    prediction({ status: "succeeded", data_removed: true }),
    { kind: "no_picture", why: "failed", code: "unreadable_answer", costMicros: 100_000 },
  ],
  [
    "no picture",
    "question",
    200,
    prediction({ status: "succeeded", output: [] }),
    { kind: "no_picture", why: "draw_failed", costMicros: 0 },
  ],
  [
    "an output in another shape, paid most likely",
    "question",
    200,
    prediction({ status: "succeeded", output: { image: delivery } }),
    { kind: "no_picture", why: "failed", code: "unreadable_answer", costMicros: 100_000 },
  ],
  [
    "a refusal",
    "question",
    200,
    prediction({
      status: "failed",
      error:
        "The input or output was flagged as sensitive. Please try again with different inputs. (E005) (uIJ6l3ruRD)",
    }),
    { kind: "no_picture", why: "refused", code: "refused", costMicros: 0 },
  ],
  [
    "a picture that a filter withheld",
    "question",
    200,
    prediction({ status: "failed", error: "NSFW content detected. Try running it again." }),
    { kind: "no_picture", why: "filtered", code: "filtered", costMicros: 0 },
  ],
  [
    "an input that the model does not take",
    "question",
    200,
    prediction({ status: "failed", error: "The input was invalid. (E006)" }),
    { kind: "bad_request" },
  ],
  [
    "a failure",
    "question",
    200,
    prediction({ status: "failed", error: "Timeout starting prediction (E6716)" }),
    {
      kind: "provider_failed",
      message: "The provider could not finish the picture. Timeout starting prediction (E6716)",
    },
  ],
  [
    "a failure without a word",
    "question",
    200,
    prediction({ status: "failed", error: { code: 3 } }),
    { kind: "provider_failed", message: "The provider could not finish the picture." },
  ],
  ["a cancel", "question", 200, prediction({ status: "canceled" }), { kind: "ambiguous" }],
  ["no beginning", "question", 200, prediction({ status: "aborted" }), { kind: "provider_failed" }],
  ["an unknown ticket", "question", 404, problem(404, "x", "x"), { kind: "ambiguous" }],
  ["a key that was taken back", "question", 401, problem(401, "x", "x"), { kind: "ambiguous" }],
  [
    "a wrong field",
    "submission",
    422,
    problem(422, "Input validation failed", "- input.resolution: must be one of the following"),
    {
      kind: "bad_request",
      message:
        "The provider refused this request (422). - input.resolution: must be one of the following",
    },
  ],
  ["a request that is too large", "submission", 413, "<html>", { kind: "bad_request" }],
  [
    "a bad key",
    "submission",
    401,
    problem(401, "Authentication required", "Invalid or expired API token."),
    { kind: "account", reason: { code: "bad_key" } },
  ],
  [
    "no credit",
    "submission",
    402,
    problem(402, "Insufficient credit", "You have insufficient credit to run this model."),
    { kind: "account", reason: { code: "no_credit" } },
  ],
  [
    "a key that may not",
    "submission",
    403,
    { title: "Forbidden" },
    {
      kind: "account",
      reason: {
        code: "key_blocked",
        message: "The provider does not let this API key draw. Forbidden",
      },
    },
  ],
  [
    "a model that is gone",
    "submission",
    404,
    problem(404, "Not found", "The requested resource could not be found."),
    {
      kind: "account",
      reason: {
        code: "model_gone",
        message: expect.stringContaining("Start again with replicate-seedream-5-lite."),
      },
    },
  ],
  [
    "too fast, with a wait in its words",
    "submission",
    429,
    throttled,
    { kind: "rate_limited", waitMs: 7000, perMinute: 6 },
  ],
  [
    "too fast, with a wait in a field",
    "submission",
    429,
    { ...throttled, retry_after: 5 },
    { kind: "rate_limited", waitMs: 5000, perMinute: 6 },
  ],
  ["too fast without a wait", "submission", 429, { detail: "x" }, { kind: "overloaded" }],
  ["a failure at once", "submission", 500, problem(500, "x", "x"), { kind: "provider_failed" }],
  ["an id that is missing", "submission", 201, { status: "starting" }, { kind: "ambiguous" }],
  ["a cut answer", "question", 200, '{"id": "gm3', { kind: "ambiguous" }],
  ...alikeAnswers,
])("%s is read as what it is", (_, to, status, body, expected) => {
  const reading = read(to, status, body);
  expect(reading).toMatchObject(expected);
  // Predictions repeat what they were asked for.
  expect(JSON.stringify(reading)).not.toContain("a secret plan");
});

test("too fast waits as long as the headers ask, where no word says it", () => {
  expectHeadersHeard(replicateQueue, replicateCatalogue);
});

test("nothing that an answer can be makes reading or looking throw", () => {
  expectNothingThrows({
    read,
    looks: [look],
    nearly: [{ status: 3 }, { status: "failed", error: [] }],
  });
});

test.each([
  [200, { type: "user", username: "fox", name: "Fox" }, "works"],
  [401, problem(401, "Unauthenticated", "Invalid token."), "refused"],
  [403, {}, "refused"],
  [200, "<html>", "unreachable"],
  [404, {}, "unreachable"],
  [429, throttled, "unreachable"],
  [500, {}, "unreachable"],
])("an answer with %i and %j says that the key %s", (status, body, verdict) => {
  const said = readReplicateKey({ status, text: textOf(body) }, replicateCatalogue);
  expect(said.verdict).toBe(verdict);
  expect(said.models).toHaveLength(verdict === "works" ? replicateCatalogue.length : 0);
});

test("K15: a key that begins with r8_ and has forty characters is surely Replicate's", () => {
  const key = `r8_${"aB3".repeat(12)}x`;
  expect(isReplicateKey(key)).toBe(true);
  expect(isReplicateKey(`${key}x`)).toBe(false);
  expect(isReplicateKey("r8_short")).toBe(false);
  expect(replicateQueue.keyHeaders(key)).toEqual({ authorization: `Bearer ${key}` });
  expect(replicateQueue.keyHeaders("")).toEqual({});
});
