import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { checkKey } from "./check-key.ts";
import { createLine } from "../http/line.ts";

const apiKey = "AIzaCanary-0123456789";

async function check(answer: RequestListener, signal = new AbortController().signal) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const line = createLine({
    baseUrl: `http://127.0.0.1:${address.port}`,
    setting: { variable: "GEMINI_BASE_URL", example: "https://a", version: "/v1beta" },
  });
  const verdict = await checkKey({ line, apiKey, signal });
  expect(JSON.stringify([verdict, asked])).not.toContain(apiKey);
  return { verdict, asked };
}

const model = (name: string, ...methods: string[]) => ({
  name: `models/${name}`,
  supportedGenerationMethods: methods,
});

test("the models of all pages that can generate are listed, without those that cannot", async () => {
  const { verdict, asked } = await check((request, response) => {
    const second = request.url?.includes("pageToken=a%2Fb");
    const first = { models: [model("one", "generateContent"), model("two", "embedContent")] };
    response.end(
      JSON.stringify(
        second
          ? { models: [model("three", "generateContent")] }
          : { ...first, nextPageToken: "a/b" },
      ),
    );
  });
  expect(verdict).toMatchObject({ verdict: "works", models: ["one", "three"] });
  expect(asked).toHaveLength(2);
  expect(asked[0]).toBe("/v1beta/models?pageSize=1000");
});

test("a list without an end is left after five pages", async () => {
  const { verdict, asked } = await check((_, response) =>
    response.end(JSON.stringify({ models: [], nextPageToken: "again" })),
  );
  expect(verdict.verdict).toBe("works");
  expect(asked).toHaveLength(5);
});

test.each([
  [400, "refused"],
  [401, "refused"],
  [403, "refused"],
  [408, "unreachable"],
  [429, "unreachable"],
  [500, "unreachable"],
  [503, "unreachable"],
])("status %i means %s, in the provider's words", async (status, verdict) => {
  const got = await check((_, response) => {
    response.statusCode = status;
    response.end(JSON.stringify({ error: { code: status, message: "Because I say so." } }));
  });
  expect(got.verdict).toMatchObject({
    verdict,
    message: expect.stringContaining("Because I say so."),
    models: [],
  });
});

test.each(["<html>Sign in to this hotel</html>", ""])(
  "%j with status 200 says nothing about a key",
  async (page) => {
    const { verdict } = await check((_, response) => response.end(page));
    expect(verdict.verdict).toBe("unreachable");
  },
);

test("an answer that breaks off says nothing about a key", async () => {
  const { verdict } = await check((_, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write('{"models":[');
    setTimeout(() => response.destroy(), 50);
  });
  expect(verdict).toMatchObject({
    verdict: "unreachable",
    message: expect.stringContaining("broke off"),
  });
});

test("the waiting ends when it is given up", async () => {
  const giveUp = new AbortController();
  const { verdict } = await check(() => giveUp.abort(), giveUp.signal);
  expect(verdict.verdict).toBe("unreachable");
});
