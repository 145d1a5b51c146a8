import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pageOf } from "@bunch/contracts/envelope";
import { Result } from "@bunch/contracts/result";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true });
});
afterAll(() => server.close());

async function resultsOf(id: string): Promise<Result[]> {
  const answer = await server.call(`/api/executions/${id}/results`);
  return pageOf(Result).parse(await answer.json()).data;
}

test("F13: each picture of a batch gets its copies, each address serves what it says, and failed ones have none", async () => {
  const { execution_id: id } = await server.execute({
    prompts: ["a fox", "a bear [[safety]]", "a hare"],
    variations: 2,
  });
  expect((await server.ended(id)).stats).toMatchObject({ successful: 4, failed: 2 });
  const drawn = async () => (await resultsOf(id)).filter((one) => one.status === "completed");
  await until("all have their copies", async () => (await drawn()).every((one) => one.thumbhash), {
    withinMs: 150_000,
  });

  for (const one of await drawn()) {
    expect(one.thumbnail_url).not.toBe(one.result_url);
    for (const [url, side] of [
      [one.thumbnail_url, 512],
      [one.small_thumbnail_url, 256],
    ] as const) {
      const answer = await fetch(url ?? "");
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("image/webp");
      expect(answer.headers.get("cache-control")).toContain("immutable");
      expect(answer.headers.get("content-security-policy")).toContain("sandbox");
      const { format, width, height } = await sharp(await answer.arrayBuffer()).metadata();
      expect(format).toBe("webp");
      expect(Math.max(width, height)).toBe(
        Math.min(side, Math.max(one.width ?? 0, one.height ?? 0)),
      );
    }
  }
  const failed = (await resultsOf(id)).filter((one) => one.status === "failed");
  expect(failed.map((one) => [one.thumbnail_url, one.small_thumbnail_url, one.thumbhash])).toEqual([
    [null, null, null],
    [null, null, null],
  ]);
  const files = await readdir(join(server.dataDir, "pictures"), { recursive: true });
  expect(files.filter((name) => name.includes(id) && name.endsWith(".webp"))).toHaveLength(8);
});

test.each([
  "a/b/c.512.webp",
  "a/b/c.512.512.webp",
  "a/b/c..webp",
  "a/b/.512.webp",
  "a/b/c.99999.webp",
])("S5: /files/%s is no picture", async (path) => {
  expect((await server.call(`/files/${path}`)).status).toBe(404);
});
