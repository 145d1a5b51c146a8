import { spawn } from "node:child_process";
import { once } from "node:events";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Archive } from "@bunch/contracts/archive";
import { Failure, successOf } from "@bunch/contracts/envelope";
import { Manifest } from "@bunch/contracts/manifest";
import { pathOf } from "@bunch/contracts/routes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repeatBatch } from "../../../../tools/testing/repeat-batch.ts";
import { until } from "../../../../tools/testing/until.ts";
import { readZip } from "../../../../tools/testing/read-zip.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bunch-zip-"));
  server = await startTestServer({ withWorker: true });
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const prompts = [
  "Ein Fuchs, groß & rot!",
  "../../etc/passwd",
  "CON",
  "aux. . .",
  "\u202Egnp.exe",
  "e\u0301te\u0301 狐 مرحبا",
  "x".repeat(400),
  '=HYPERLINK("http://evil","x")',
  "a fox",
  "A FOX [[prohibited_content]]",
];
const simulated = { model: "simulator", image_size: "64" };

async function drawn(fields: Record<string, unknown> = { prompts }): Promise<string> {
  const { execution_id: id } = await server.execute(fields);
  await server.ended(id);
  await server.copiesMade();
  return id;
}

const address = (id: string, query = "") => `${pathOf("archive", id)}${query}`;
const get = (id: string, headers: Record<string, string> = {}, query = "") =>
  server.call(address(id, query), { headers });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const refusalOf = async (response: Response) => Failure.parse(await response.json()).error;
async function opened(id: string, body: object = {}) {
  const response = await server.call(pathOf("openArchive", id), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return successOf(Archive).parse(await response.json()).data;
}

/** Runs a program to its end and tells how it ended, with all it said. */
async function run(program: string, args: string[]): Promise<{ code: number; said: string }> {
  const child = spawn(program, args);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

async function pathsOf(id: string): Promise<{ id: string; path: string; sha256: string }[]> {
  const found = await server.owner.query<{ id: string; path: string; sha256: string }>(
    `select id, object_path as path, object_sha256 as sha256 from workflow_batch_results
     where execution_id = $1 and object_path is not null order by batch_index, variation`,
    [id],
  );
  return found.rows;
}
const fileOf = (path: string) => join(server.dataDir, "pictures", path);

test("Z1, Z4: the ZIP of a batch holds every picture in its own bytes under the name of the manifest, and both manifests", async () => {
  const id = await drawn({ prompts, name: "Été: n°1/2" });
  const response = await get(id);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/zip");
  expect(response.headers.get("accept-ranges")).toBe("bytes");
  expect(response.headers.get("content-encoding")).toBeNull();
  expect(response.headers.get("content-disposition")).toContain(
    `filename*=UTF-8''${encodeURIComponent("Été n°1 2.zip")}`,
  );
  const bytes = await bytesOf(response);
  expect(response.headers.get("content-length")).toBe(String(bytes.length));

  const files = await readZip(bytes);
  const told = Manifest.parse(await (await server.call(pathOf("manifestJson", id))).json());
  const inside = Manifest.parse(JSON.parse(files.get("manifest.json")?.toString() ?? ""));
  const names = told.results.map((one) => one.file_name);
  expect(inside.results.map((one) => one.file_name)).toEqual(names);
  expect([...files.keys()]).toEqual([
    ...names.filter((name) => name !== null),
    "manifest.csv",
    "manifest.json",
  ]);
  const hashes = (await pathsOf(id)).map(({ sha256 }) => sha256);
  expect(hashes).toHaveLength(prompts.length - 1);
  expect(
    [...files.values()]
      .slice(0, -2)
      .map((content) => createHash("sha256").update(content).digest("hex")),
  ).toEqual(hashes);
  const csv = files.get("manifest.csv")?.toString() ?? "";
  expect(csv).toContain(`'=HYPERLINK`);
  expect(csv).toContain(",refused,");
  expect(`${csv}${JSON.stringify(inside)}`).not.toContain("http://127");
});

test("Z1: unzip finds nothing to complain of", async () => {
  const id = await drawn();
  const file = join(folder, "whole.zip");
  await writeFile(file, await bytesOf(await get(id)));
  const { code, said } = await run("unzip", ["-t", file]);
  expect(said).toContain("No errors detected");
  expect(code).toBe(0);
});

test("Z3: any part is the part of the whole: within headers, pictures, manifests, the directory and the end", async () => {
  const id = await drawn({ ...simulated, prompts: ["a fox", "a hare"] });
  const first = await get(id);
  const etag = first.headers.get("etag") ?? "";
  const whole = await bytesOf(first);
  expect(etag).toMatch(/^"[\w-]{43}"$/);
  const marks = ["PK\x03\x04", "PK\x01\x02", "PK\x05\x06"].flatMap((mark) => {
    const found: number[] = [];
    for (let at = whole.indexOf(mark, 0, "latin1"); at >= 0;) {
      found.push(at);
      at = whole.indexOf(mark, at + 1, "latin1");
    }
    return found;
  });
  expect(marks.length).toBe(4 + 4 + 1);
  const starts = [0, ...marks.flatMap((at) => [at, at + 1, at + 17, at + 200]), whole.length - 1];
  for (const from of starts.filter((at) => at < whole.length)) {
    const part = await get(id, { range: `bytes=${from}-`, "if-range": etag });
    expect([from, part.status]).toEqual([from, 206]);
    expect(part.headers.get("content-range")).toBe(
      `bytes ${from}-${whole.length - 1}/${whole.length}`,
    );
    expect(part.headers.get("content-length")).toBe(String(whole.length - from));
    expect((await bytesOf(part)).equals(whole.subarray(from))).toBe(true);
    const few = await bytesOf(await get(id, { range: `bytes=${from}-${from + 99}` }));
    expect(few.equals(whole.subarray(from, from + 100))).toBe(true);
  }
  const tail = await get(id, { range: "bytes=-22" });
  expect((await bytesOf(tail)).equals(whole.subarray(-22))).toBe(true);
});

test("Z3: what is not a part of it is answered as HTTP has it", async () => {
  const id = await drawn({ ...simulated, prompts: ["a fox"] });
  const head = await server.call(address(id), { method: "HEAD" });
  const etag = head.headers.get("etag") ?? "";
  const length = Number(head.headers.get("content-length"));
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const statusOf = async (headers: Record<string, string>) => {
    const response = await get(id, headers);
    return [response.status, (await bytesOf(response)).length];
  };
  expect(await statusOf({ "if-none-match": etag })).toEqual([304, 0]);
  expect(await statusOf({ "if-none-match": '"other"' })).toEqual([200, length]);
  expect(await statusOf({ range: "bytes=5-", "if-range": '"other"' })).toEqual([200, length]);
  expect(await statusOf({ range: "bytes=5-", "if-range": `W/${etag}` })).toEqual([200, length]);
  expect(await statusOf({ range: "bytes=0-1,5-6" })).toEqual([200, length]);
  expect(await statusOf({ range: "pages=1-2" })).toEqual([200, length]);
  expect(await statusOf({ range: "bytes=x" })).toEqual([200, length]);
  const beyond = await get(id, { range: `bytes=${length}-` });
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${length}`]);
});

test("Z3: the ETag stays while nothing changes, and changes with a rating, as the manifests tell it", async () => {
  const id = await drawn({ ...simulated, prompts: ["a fox"] });
  const etag = async () => (await server.call(address(id), { method: "HEAD" })).headers.get("etag");
  const before = await etag();
  expect(await etag()).toBe(before);
  await server.owner.query("update workflow_batch_results set rating = 5 where execution_id = $1", [
    id,
  ]);
  expect(await etag()).not.toBe(before);
});

test("Z3: curl goes on where a cut download was, and the file is the same byte for byte", async () => {
  const id = await drawn({
    ...simulated,
    image_size: "1K",
    prompts: ["a fox", "a hare", "an owl"],
  });
  const { url, bytes } = await opened(id);
  const whole = await bytesOf(await fetch(url));
  expect(whole.length).toBe(bytes);
  const file = join(folder, "resumed.zip");
  await writeFile(file, whole);
  await truncate(file, Math.floor(whole.length / 3));
  const { code, said } = await run("curl", ["-sS", "-f", "-C", "-", "-o", file, url]);
  expect([code, said]).toEqual([0, ""]);
  expect((await readFile(file)).equals(whole)).toBe(true);
});

test("Z5: a picture that is lost or damaged cuts the download, and from then on is left out and told of", async () => {
  const id = await drawn({ ...simulated, prompts: ["one", "two", "three"] });
  const [, lost, damaged] = await pathsOf(id);
  const content = await readFile(fileOf(damaged!.path));
  const logged = () => server.logged.filter((line) => line.includes("An archive was cut")).length;
  const expectCut = async () => {
    const before = logged();
    expect(await opened(id)).toMatchObject({ pictures: 3 });
    await expect(get(id).then(bytesOf)).rejects.toThrow("terminated");
    expect(logged()).toBe(before + 1);
  };
  content[100]! ^= 1;
  await writeFile(fileOf(damaged!.path), content);
  await expectCut();
  expect(await opened(id)).toMatchObject({ pictures: 2, missing: 1 });
  content[100]! ^= 1;
  await writeFile(fileOf(damaged!.path), content);
  await rm(fileOf(lost!.path));
  await expectCut();
  expect(await opened(id)).toMatchObject({ pictures: 2, missing: 1 });
  content[100]! ^= 1;
  await writeFile(fileOf(damaged!.path), content);
  await expect(get(id).then(bytesOf)).rejects.toThrow("terminated");
  expect(await opened(id)).toMatchObject({ pictures: 1, missing: 2 });

  const files = await readZip(await bytesOf(await get(id)));
  expect([...files.keys()]).toEqual(["1-one.png", "manifest.csv", "manifest.json"]);
  const { results } = Manifest.parse(JSON.parse(String(files.get("manifest.json"))));
  expect(results.map((one) => [one.file_name, one.error_message])).toEqual([
    ["1-one.png", null],
    [null, "The picture is not in the store any more."],
    [null, "The picture in the store is damaged."],
  ]);

  // A backup brings it back.
  content[100]! ^= 1;
  await writeFile(fileOf(damaged!.path), content);
  expect(await opened(id)).toMatchObject({ pictures: 2, missing: 1 });
});

test("Z6: the checksum is kept with the picture, and counted once for pictures of before", async () => {
  const id = await drawn({ ...simulated, prompts: ["one", "two"] });
  const sums = async () => {
    const found = await server.owner.query<{ sum: number | null }>(
      "select object_crc32::float8 as sum from workflow_batch_results where execution_id = $1 order by batch_index",
      [id],
    );
    return found.rows.map(({ sum }) => sum);
  };
  const kept = await sums();
  expect(kept.every((sum) => sum !== null)).toBe(true);
  const whole = await bytesOf(await get(id));
  await server.owner.query(
    "update workflow_batch_results set object_crc32 = null where execution_id = $1",
    [id],
  );
  expect((await bytesOf(await get(id))).equals(whole)).toBe(true);
  expect(await sums()).toEqual(kept);
});

test("Z7: a link opens its archive without a token, that one alone, and stands in no log", async () => {
  const id = await drawn({ ...simulated, prompts: ["a fox", "a hare"] });
  const other = await drawn({ ...simulated, prompts: ["an owl"] });
  const { url, expires_at, file_name, pictures } = await opened(id, { slots: "1" });
  expect([file_name, pictures]).toEqual([`bunch-${id}.zip`, 1]);
  const lastsMs = Date.parse(expires_at) - Date.now();
  expect(lastsMs).toBeGreaterThan(11 * 3_600_000);
  const files = await readZip(await bytesOf(await fetch(url)));
  expect([...files.keys()][0]).toBe("2-a-hare.png");
  const ticket = new URL(url).searchParams.get("ticket") ?? "";
  for (const wrong of [
    url.replace(id, other),
    url.replace("slots=1", "slots=0-1"),
    url.replace("slots=1&", ""),
    url.replace(ticket, `${ticket.slice(0, -2)}${ticket.endsWith("AA") ? "BB" : "AA"}`),
    url.replace(ticket, "none"),
  ]) {
    const response = await fetch(wrong);
    expect([response.status, (await refusalOf(response)).code]).toEqual([401, "sign_in_needed"]);
  }
  expect(server.logged.join("\n")).not.toContain(ticket.slice(0, 40));
  await server.call(pathOf("remove", id), { method: "DELETE" });
  expect((await fetch(url)).status).toBe(404);
});

test("Z8: some of the pictures, by slots and by stars; the manifests tell of these alone", async () => {
  const id = await drawn({ ...simulated, prompts: ["one", "two", "three"], variations: 2 });
  const namesOf = async (query: string) =>
    [...(await readZip(await bytesOf(await get(id, {}, query)))).keys()].slice(0, -2);
  expect(await namesOf("?slots=0,3-4")).toEqual(["1a-one.png", "2b-two.png", "3a-three.png"]);
  await server.owner.query(
    `update workflow_batch_results set rating = 1 + batch_index, rejected = variation = 1
     where execution_id = $1 and batch_index > 0`,
    [id],
  );
  expect(await namesOf("?min_rating=2")).toEqual(["2a-two.png", "3a-three.png"]);
  expect(await namesOf("?min_rating=2&slots=0-3")).toEqual(["2a-two.png"]);
  const files = await readZip(await bytesOf(await get(id, {}, "?slots=5")));
  const { results } = Manifest.parse(JSON.parse(String(files.get("manifest.json"))));
  expect(results.map((one) => one.file_name)).toEqual(["3b-three.png"]);
});

test("Z8: a choice that is none is refused with words, and one without a picture too", async () => {
  const id = await drawn({ ...simulated, prompts: ["one"] });
  const failed = await drawn({ ...simulated, prompts: ["[[fail]]"] });
  const refused = async (which: string, query: string) => {
    const response = await get(which, {}, query);
    const { code, message } = await refusalOf(response);
    return [response.status, code, message];
  };
  for (const query of ["?slots=2-1", "?slots=a", `?slots=${"1,".repeat(3001)}1`, "?min_rating=6"])
    expect((await refused(id, query)).slice(0, 2)).toEqual([400, "bad_request"]);
  expect(await refused(id, "?slots=2-1")).toContain(
    "slots does not fit: slots and ranges of slots from 0 to 999999999 belong there, as in 0-4,9,12.",
  );
  expect(await refused(id, "?slots=7")).toEqual([
    409,
    "wrong_state",
    "There is no picture among those that were chosen. Choose others.",
  ]);
  expect(await refused(failed, "")).toEqual([
    409,
    "wrong_state",
    "This batch has no picture yet. Wait for the first one.",
  ]);
});

test("Z9: a client that goes away ends the reading, and the server lives on", async () => {
  const small = await drawn({ ...simulated, image_size: "1K", prompts: ["one", "two"] });
  const id = await repeatBatch(server.connectionString, { executionId: small, count: 300 });
  const [picture] = await pathsOf(small);
  const { size } = await stat(fileOf(picture!.path));
  expect(size).toBeGreaterThan(1000);
  const logged = server.logged.length;
  // More than may be under way at once, one after the other: each has to give its place back.
  for (let time = 0; time < 20; time += 1) {
    const left = new AbortController();
    const response = await server.call(address(id), { signal: left.signal });
    await response.body?.getReader().read();
    left.abort();
  }
  await until("there is room again", async () => {
    const response = await server.call(address(id), { method: "HEAD" });
    return response.status === 200;
  });
  // What else is told just then is of another test's.
  const wrong = server.logged.slice(logged).filter((line) => /wrong|archive/i.test(line));
  expect(wrong).toEqual([]);
});
