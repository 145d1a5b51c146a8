import { createHash } from "node:crypto";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { served } from "../http/one-call.fixture.ts";
import { startRawServer } from "../http/raw-server.fixture.ts";
import { apiKey, draw } from "./ai-sdk.fixture.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true, allowShutDown: true });
});
beforeEach(() => {
  emulator.reset();
  emulator.configure({ tinyPictures: true, allowShutDown: true });
});
afterAll(() => emulator.stop());

const both = ["google-by-sdk", "gpt-image-2-by-sdk"];

test.each(both)(
  "M18, I3: %s draws with one request, and its bytes lie in the spool as they are",
  async (model) => {
    const { end, seen, answer, read } = await draw(emulator.url, { model });
    expect(end).toEqual({ ended: "answered" });
    expect(seen.state).toBe("finished");
    const reading = read();
    expect(reading).toMatchObject({ kind: "picture", costMicros: 40_000, pictures: 1 });
    const [call, ...more] = emulator.calls();
    expect(more).toEqual([]);
    expect(call?.keyLastFour).toBe(apiKey.slice(-4));
    const sha256 =
      reading.kind === "picture" && createHash("sha256").update(reading.bytes).digest("hex");
    expect([sha256]).toEqual(call?.imageSha256);
    // Kept for good where it cannot be read, so without the key.
    expect(Buffer.from(answer.body).includes(apiKey)).toBe(false);
  },
);

test("M18: ratio, seed and references go along where the list says that they are taken", async () => {
  await draw(emulator.url, { aspectRatio: "16:9", seed: 42, references: 2 });
  await draw(emulator.url, { model: "gpt-image-2-by-sdk", aspectRatio: "16:9" });
  const [google, openai] = emulator.calls();
  expect(google).toMatchObject({ aspectRatio: "16:9", seed: 42 });
  expect(google?.references.map(({ mimeType }) => mimeType)).toEqual(["image/png", "image/png"]);
  expect(openai).toMatchObject({ imageSize: "1360x768", seed: null, references: [] });
});

test("R16: what the provider took no notice of is a warning", async () => {
  const { read } = await draw(emulator.url, { model: "gpt-image-2-by-sdk", seed: 7 });
  expect(read()).toMatchObject({
    kind: "picture",
    warnings: [{ code: "not_honoured", message: expect.stringContaining("seed") }],
  });
});

describe.each(both)("%s", (model) => {
  test.each([
    ["api_key_invalid", /account|bad_request/u],
    ["rate_minute", /rate_limited|overloaded/u],
    ["overloaded_429", /overloaded/u],
    ["internal_500", /provider_failed/u],
    ["unavailable_503", /provider_failed/u],
    ["bad_gateway_502", /provider_failed/u],
    ["gateway_timeout_504", /ambiguous/u],
    ["request_timeout_408", /ambiguous/u],
    ["model_not_found", /account/u],
    ["invalid_argument", /bad_request/u],
  ])("R2 to R10: %s is read by its status, after one request", async (scenario, kind) => {
    const { end, read, answer } = await draw(emulator.url, {
      model,
      prompt: `a fox [[${scenario}]]`,
    });
    expect(end).toEqual({ ended: "answered" });
    expect(answer.status).toBe(emulator.calls()[0]?.status);
    expect(read().kind).toMatch(kind);
    expect(emulator.bill().calls).toBe(1);
  });

  test.each(["reset_after_accept", "reset_mid_body", "hang_mid_body"])(
    "R10, R11: %s is a doubt, never asked a second time, with nothing left to read",
    async (scenario) => {
      const prompt = `a fox [[${scenario}]]`;
      const { end, seen } = await draw(emulator.url, { model, prompt, deadlineMs: 1500 });
      expect(end.ended).toBe("unanswered");
      expect(seen.state).toBe("abandoned");
      expect(JSON.stringify(end)).not.toContain(apiKey);
      expect(emulator.bill().calls).toBe(1);
    },
  );
});

test("R9: only what surely sent nothing is unreachable", async () => {
  const server = await startRawServer(() => {});
  await server.stop();
  const closed = await draw(server.url);
  expect(closed.end).toMatchObject({
    ended: "unreachable",
    message: expect.stringMatching(/Nothing was sent/u),
  });
  const unknown = await draw("http://nowhere.invalid");
  expect(unknown.end.ended).toBe("unreachable");
  const left = await draw(emulator.url, { signal: AbortSignal.abort() });
  expect(left.end.ended).toBe("unreachable");
  expect(emulator.calls()).toEqual([]);
});

test("R11: a wait that is given up is a doubt, at once", async () => {
  const stop = new AbortController();
  const call = draw(emulator.url, { prompt: "a fox [[hang_before_headers]]", signal: stop.signal });
  while (emulator.calls().length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  expect((await call).end.ended).toBe("unanswered");
});

const answerOf = (head: string, body: string) =>
  `HTTP/1.1 ${head}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

test("R10: a success that cannot be read is a doubt", async () => {
  const page = await served((socket) => socket.end(answerOf("200 OK", "<html>")));
  expect((await draw(page.url)).end.ended).toBe("unanswered");
  const odd = await served((socket) => socket.end(answerOf("200 OK", '{"odd":true}')));
  expect((await draw(odd.url)).read().kind).toBe("ambiguous");
  expect([page.requests.length, odd.requests.length]).toEqual([1, 1]);
});

test("I3: no redirect is followed, nor with the key", async () => {
  const elsewhere = await served((socket) => socket.end(answerOf("200 OK", "{}")));
  const server = await served((socket) =>
    socket.end(answerOf(`307 Temporary Redirect\r\nlocation: ${elsewhere.url}/v1beta`, "")),
  );
  const { end, read } = await draw(server.url);
  expect(end).toEqual({ ended: "answered" });
  expect(read().kind).toBe("provider_failed");
  expect([server.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
});

test("each call has a connection of its own", async () => {
  const server = await served((socket) => socket.end(answerOf("503 Busy", "{}")));
  await draw(server.url);
  await draw(server.url);
  expect(server.connections()).toBe(2);
  expect(server.requests[0]).toMatch(/^connection: close/imu);
});

test("F4: a part of an answer is a doubt, and so is one of which only the end is missing", async () => {
  const { answer, read } = await draw(emulator.url);
  for (const length of [0, 5, answer.body.byteLength - 1, answer.body.byteLength]) {
    const part = { ...answer, body: answer.body.subarray(0, length), whole: false };
    expect(read(part).kind, String(length)).toBe("ambiguous");
  }
});

/** A provider that takes the request, is asked after it and then names where the picture lies. */
const laterServer = (heads: { question: string; picture: string }) =>
  served((socket, request) => {
    const url = `http://${/^host: (\S+)/imu.exec(request)?.[1]}/v1`;
    if (request.startsWith("POST"))
      return socket.end(answerOf("200 OK", `{"id":"1","polling_url":"${url}/result?id=1"}`));
    if (request.startsWith("GET /elsewhere")) return socket.end(answerOf("404 Not Found", "{}"));
    if (request.startsWith("GET /v1/1.png"))
      return socket.end(answerOf(heads.picture, "the picture"));
    const ready = `{"status":"Ready","result":{"sample":"${url}/1.png"}}`;
    socket.end(answerOf(heads.question, heads.question === "200 OK" ? ready : "{}"));
  });

test("M18: a provider that is asked after its picture draws with one request", async () => {
  const server = await laterServer({ question: "200 OK", picture: "200 OK" });
  const { end, read } = await draw(server.url, { model: "flux-by-sdk" });
  expect(end).toEqual({ ended: "answered" });
  expect(read()).toMatchObject({ kind: "picture", costMicros: 40_000 });
  expect(server.requests.filter((one) => one.startsWith("POST"))).toHaveLength(1);
});

test.each([
  "500 Broken",
  "429 Too Many\r\nretry-after: 1",
  "401 Unauthorized",
  "402 No Credit",
  "404 Not Found",
  "302 Found\r\nlocation: /elsewhere",
])(
  "I3, R10: once the request is taken, %j to a question or a download is a doubt and no refusal",
  async (head) => {
    for (const heads of [
      { question: head, picture: "200 OK" },
      { question: "200 OK", picture: head },
    ]) {
      const server = await laterServer(heads);
      const { end, seen } = await draw(server.url, { model: "flux-by-sdk" });
      expect(end.ended).toBe("unanswered");
      expect(seen.state).toBe("abandoned");
      expect(server.requests.filter((one) => one.startsWith("POST"))).toHaveLength(1);
    }
  },
);
