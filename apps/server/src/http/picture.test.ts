import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure, pageOf } from "@bunch/contracts/envelope";
import { readPictureMetadata } from "@bunch/contracts/metadata/read-picture-metadata";
import { withoutMetadata } from "@bunch/contracts/metadata/without-metadata";
import { Result } from "@bunch/contracts/result";
import { pathOf } from "@bunch/contracts/routes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true });
});
afterAll(() => server?.close());

async function drawn(fields: Record<string, unknown>): Promise<string> {
  const { execution_id: id } = await server.execute({
    model: "simulator",
    image_size: "64",
    ...fields,
  });
  await server.ended(id);
  return id;
}

const get = (id: string, query: string, init: RequestInit = {}) =>
  server.call(`${pathOf("picture", id)}${query}`, init);
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
async function sent(id: string): Promise<Buffer[]> {
  const { data } = pageOf(Result).parse(
    await (await server.call(pathOf("listResults", id))).json(),
  );
  return Promise.all(data.map(async ({ result_url: url }) => bytesOf(await fetch(url ?? ""))));
}

test("Z10: one picture leaves in its very bytes under its own name, or says on request how it was made", async () => {
  const id = await drawn({ prompts: ["a fox", "ein Häschen"], variations: 2 });
  const [, , third] = await sent(id);
  const plain = await get(id, "?slot=2");
  expect([plain.status, plain.headers.get("content-type")]).toEqual([200, "image/png"]);
  expect(plain.headers.get("content-disposition")).toContain(
    `attachment; filename="2a-ein-h?schen.png"; filename*=UTF-8''2a-ein-h%C3%A4schen.png`,
  );
  expect((await bytesOf(plain)).equals(third!)).toBe(true);
  const told = await get(id, "?slot=2&metadata=1");
  const bytes = await bytesOf(told);
  expect(told.headers.get("content-length")).toBe(String(bytes.length));
  expect(readPictureMetadata(bytes)).toMatchObject({ prompt: "ein Häschen", model: "simulator" });
  expect(Buffer.from(withoutMetadata(bytes)!).equals(third!)).toBe(true);
});

test("Z10, M17: each picture says its own seed, and none where it was left to chance", async () => {
  const seedsOf = async (id: string) => {
    const all = [0, 1, 2, 3].map(async (slot) =>
      bytesOf(await get(id, `?slot=${slot}&metadata=1`)),
    );
    return (await Promise.all(all)).map((bytes) => readPictureMetadata(bytes)?.seed);
  };
  const prompts = ["a fox", "a hare"];
  expect(await seedsOf(await drawn({ prompts, variations: 2, seed: 4_294_967_295 }))).toEqual([
    4_294_967_295, 0, 4_294_967_295, 0,
  ]);
  expect(await seedsOf(await drawn({ prompts, variations: 2 }))).toEqual([null, null, null, null]);
});

test("Z10: the same picture is known again by its ETag; with metadata it is another", async () => {
  const id = await drawn({ prompts: ["a fox"] });
  const etagOf = async (query: string) => {
    const head = await get(id, query, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    return head.headers.get("etag") ?? "";
  };
  const [plain, told] = [await etagOf("?slot=0"), await etagOf("?slot=0&metadata=1")];
  expect(told).not.toBe(plain);
  for (const [query, etag, status] of [
    ["?slot=0", plain, 304],
    ["?slot=0", told, 200],
    ["?slot=0&metadata=1", told, 304],
  ] as const) {
    const response = await get(id, query, { headers: { "if-none-match": etag } });
    await response.body?.cancel();
    expect(response.status).toBe(status);
  }
});

test("Z10: what is no slot, has no picture or a damaged one is refused with words", async () => {
  const id = await drawn({ prompts: ["a fox", "a hare", "[[fail]]"] });
  const refused = async (query: string, which = id) => {
    const response = await get(which, query);
    return [response.status, Failure.parse(await response.json()).error.message];
  };
  expect((await refused("?slot=-1"))[0]).toBe(400);
  expect((await refused("?slot=0&metadata=please"))[0]).toBe(400);
  expect(await refused("?slot=3")).toEqual([404, "This batch has no slot 3."]);
  expect((await refused("?slot=0", crypto.randomUUID()))[0]).toBe(404);
  expect(await refused("?slot=2")).toEqual([409, "There is no picture in this slot."]);
  const found = await server.owner.query<{ path: string }>(
    "select object_path as path from workflow_batch_results where execution_id = $1 order by batch_index",
    [id],
  );
  const [damaged, lost] = found.rows.map(({ path }) =>
    join(server.dataDir, "pictures", path ?? ""),
  );
  const content = await readFile(damaged!);
  content[90]! ^= 1;
  await writeFile(damaged!, content);
  await rm(lost!);
  const words =
    "The store has not this picture any more, or a damaged one. Restore it from a backup.";
  expect(await refused("?slot=0&metadata=1")).toEqual([409, words]);
  expect(await refused("?slot=1")).toEqual([409, words]);
});
