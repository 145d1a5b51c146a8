import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createRecordingSink } from "../http/recording-sink.fixture.ts";
import { picture } from "./recorded.fixture.ts";
import { vertexCatalogue } from "./vertex-catalogue.ts";
import { vertex } from "./vertex-vendor.ts";

const token = `ya29.canary${"a0-_".repeat(20)}`;
const key = `AIza${"Sy0_-".repeat(7)}`;
const { signal } = new AbortController();

type Seen = { url: string; headers: IncomingMessage["headers"]; body: unknown };

/** A server that keeps what it was asked, and Vertex AI at it. */
async function served(
  answer: (seen: Seen, response: ServerResponse) => void,
  path = "/v1/projects/p/locations/global",
) {
  const asked: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const seen = { url: request.url ?? "", headers: request.headers, body };
    asked.push(seen);
    answer(seen, response);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const baseUrl = `http://127.0.0.1:${address.port}${path}`;
  return { asked, model: vertex.create({ baseUrl, catalogue: vertexCatalogue }) };
}

async function draw(model: Awaited<ReturnType<typeof served>>["model"], apiKey: string) {
  const entry = vertexCatalogue.find(({ id }) => id === "vertex-gemini-nano-banana-2.1");
  if (!entry) throw new Error("no entry");
  const { sink, seen, body } = createRecordingSink();
  const end = await model.call({
    request: {
      entry,
      prompt: "a red fox",
      variation: 0,
      seed: null,
      aspectRatio: "16:9",
      imageSize: "2K",
      references: [{ bytes: Buffer.from("reference"), mimeType: "image/png" }],
      apiKey: ` ${apiKey}\n`,
      deadlineMs: 5000,
    },
    sink,
    keepTicket: () => Promise.reject(new Error("there is no ticket")),
    signal,
  });
  return { end, seen, body, entry };
}

const answerPicture = (_: Seen, response: ServerResponse) =>
  response.end(
    JSON.stringify({
      candidates: [
        {
          content: { parts: [{ inlineData: { data: picture.toString("base64") } }] },
          finishReason: "STOP",
        },
      ],
      usageMetadata: {
        promptTokenCount: 1123,
        candidatesTokenCount: 1680,
        candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1680 }],
      },
      modelVersion: "gemini-nano-banana-2.1",
    }),
  );

test("M12: one call under the project, with the token as bearer, the size and the reference", async () => {
  const { asked, model } = await served(answerPicture);
  const { end, body, entry } = await draw(model, token);
  expect(end).toEqual({ ended: "answered" });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    url: "/v1/projects/p/locations/global/publishers/google/models/gemini-nano-banana-2.1:generateContent",
    headers: { authorization: `Bearer ${token}` },
    body: {
      contents: [
        {
          role: "user",
          parts: [
            { text: "a red fox" },
            {
              inlineData: {
                mimeType: "image/png",
                data: Buffer.from("reference").toString("base64"),
              },
            },
          ],
        },
      ],
      generationConfig: { imageConfig: { aspectRatio: "16:9", imageSize: "2K" } },
    },
  });
  expect(asked[0]?.headers).not.toHaveProperty("x-goog-api-key");
  const answer = { status: 200, body: body(), whole: true };
  expect(model.read({ answer, entry, imageSize: "2K", references: 1, nowMs: 0 })).toMatchObject({
    kind: "picture",
    costMicros: Math.ceil(1123 * 1.5 + 1680 * 30),
  });
});

test("M12: an API key goes in its own header, without the project", async () => {
  const { asked, model } = await served(answerPicture);
  expect((await draw(model, key)).end).toEqual({ ended: "answered" });
  expect(asked[0]).toMatchObject({
    url: "/v1/publishers/google/models/gemini-nano-banana-2.1:generateContent",
    headers: { "x-goog-api-key": key },
  });
  expect(asked[0]?.headers).not.toHaveProperty("authorization");
});

test("R10: a token without a project is not sent anywhere", async () => {
  const { asked, model } = await served(answerPicture, "");
  const { end, seen } = await draw(model, token);
  expect(end).toMatchObject({
    ended: "unreachable",
    message: expect.stringContaining("VERTEX_BASE_URL"),
  });
  expect(seen.state).toBe("abandoned");
  expect(asked).toEqual([]);
  expect(await model.checkKey({ apiKey: token, signal })).toMatchObject({
    verdict: "unreachable",
    message: expect.stringContaining("VERTEX_BASE_URL"),
  });
});

test("I10: a token that the answer repeats does not reach the spool", async () => {
  const { model } = await served((_, response) => {
    response.statusCode = 401;
    response.end(JSON.stringify({ error: { code: 401, message: `Not ${token}.` } }));
  });
  const { body } = await draw(model, token);
  expect(body().includes("canary")).toBe(false);
});

test("a key is checked by counting, which is free, and is told which models it may call", async () => {
  const { asked, model } = await served((seen, response) => {
    if (!seen.url.includes("/gemini-3-pro-image:")) response.statusCode = 404;
    response.end(JSON.stringify(response.statusCode === 404 ? { error: {} } : { totalTokens: 1 }));
  });
  expect(await model.checkKey({ apiKey: `${token}\n`, signal })).toEqual({
    verdict: "works",
    message: "The key may call 1 models.",
    models: ["vertex-gemini-3-pro-image"],
  });
  expect(asked).toHaveLength(vertexCatalogue.length);
  for (const { url, headers } of asked) {
    expect(url).toMatch(/:countTokens$/u);
    expect(headers.authorization).toBe(`Bearer ${token}`);
  }
});

test("I10: a refused key is told why, in words that don't show it", async () => {
  const { model } = await served((_, response) => {
    response.statusCode = 401;
    response.end(JSON.stringify({ error: { code: 401, message: "Invalid credentials." } }));
  });
  expect(await model.checkKey({ apiKey: token, signal })).toEqual({
    verdict: "refused",
    message: "The provider refuses this key (401). Invalid credentials.",
    models: [],
  });
});

test("a page with status 200 says nothing about a key", async () => {
  const { model } = await served((_, response) => response.end("<html>Sign in</html>"));
  expect(await model.checkKey({ apiKey: token, signal })).toMatchObject({
    verdict: "unreachable",
    models: [],
  });
});
