import { spawn } from "node:child_process";
import { once } from "node:events";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { Archive } from "@bunch/contracts/archive";
import { Failure, successOf } from "@bunch/contracts/envelope";
import { Manifest } from "@bunch/contracts/manifest";
import { readPictureMetadata } from "@bunch/contracts/metadata/read-picture-metadata";
import { withoutMetadata } from "@bunch/contracts/metadata/without-metadata";
import { pathOf } from "@bunch/contracts/routes";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repeatBatch } from "../../../../tools/testing/repeat-batch.ts";
import { testUserId } from "../../../../tools/testing/test-database.ts";
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
const bytesOf = async (response: Response) => {
  const bytes = await response.arrayBuffer().catch((cause: unknown) => {
    const words = server.logged.slice(-3).join("");
    throw new Error(`${String(cause)}. The server's last words: ${words}`, { cause });
  });
  return Buffer.from(bytes);
};
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

test("Z10, Z11: with metadata each picture says how it was made, and without what was written is itself; the length is told before", async () => {
  const rows = [
    { prompt: "a fox\nin snow, 狐 & <b>", aspect_ratio: "16:9", file_name: "fuchs" },
    "a hare",
    "a fox [[fail]]",
  ];
  const id = await drawn({ ...simulated, image_size: "1K", prompts: rows, name: "Secret batch" });
  const { url, bytes, pictures } = await opened(id, { metadata: true });
  expect(new URL(url).searchParams.get("metadata")).toBe("1");
  const response = await fetch(url);
  const whole = await bytesOf(response);
  expect([pictures, whole.length]).toEqual([2, bytes]);
  expect(response.headers.get("content-length")).toBe(String(bytes));
  const [told, plain] = [await readZip(whole), await readZip(await bytesOf(await get(id)))];
  expect([...told.keys()]).toEqual([...plain.keys()]);
  const settings = { model: "simulator", imageSize: "1K", seed: null, size: null };
  expect(readPictureMetadata(told.get("fuchs.png")!)).toEqual({
    prompt: rows.map((row) => (typeof row === "string" ? row : row.prompt))[0],
    aspectRatio: "16:9",
    ...settings,
  });
  expect(readPictureMetadata(told.get("2-a-hare.png")!)).toEqual({
    prompt: "a hare",
    aspectRatio: "1:1",
    ...settings,
  });
  for (const name of ["fuchs.png", "2-a-hare.png"]) {
    const [after, before] = [told.get(name)!, plain.get(name)!];
    expect(Buffer.from(withoutMetadata(after)!).equals(before)).toBe(true);
    expect(readPictureMetadata(before)).toBeNull();
    const pixels = await Promise.all([after, before].map((one) => sharp(one).raw().toBuffer()));
    expect(pixels[0]!.equals(pixels[1]!)).toBe(true);
    const text = after.toString("latin1");
    for (const secret of [id, testUserId, "Secret batch"]) expect(text).not.toContain(secret);
  }
  expect(told.get("manifest.json")!.equals(plain.get("manifest.json")!)).toBe(true);
});

test("Z10, Z11: so does a JPEG, behind the segment that has to stand first in it", async () => {
  server.emulator.configure({ pictureFormat: "jpeg" });
  const id = await drawn({ prompts: ["a fox in été 狐", "a hare"], aspect_ratio: "4:5" });
  server.emulator.reset();
  const { url, bytes } = await opened(id, { metadata: true });
  const whole = await bytesOf(await fetch(url));
  expect(whole.length).toBe(bytes);
  const [told, plain] = [await readZip(whole), await readZip(await bytesOf(await get(id)))];
  const [name = ""] = [...told.keys()];
  const [after, before] = [told.get(name)!, plain.get(name)!];
  expect(name).toMatch(/\.jpg$/);
  expect(readPictureMetadata(after)).toMatchObject({
    prompt: "a fox in été 狐",
    aspectRatio: "4:5",
  });
  expect(after.subarray(0, 11).equals(before.subarray(0, 11))).toBe(true);
  expect(Buffer.from(withoutMetadata(after)!).equals(before)).toBe(true);
});

test("Z10, Z11: unzip and a strict reader find nothing to complain of in an archive with metadata", async () => {
  const id = await drawn({ ...simulated, prompts: ["a fox", "a hare"] });
  const file = join(folder, "told.zip");
  await writeFile(file, await bytesOf(await get(id, {}, "?metadata=1")));
  const { code, said } = await run("unzip", ["-t", file]);
  expect([code, said.includes("No errors detected")]).toEqual([0, true]);
});

test("Z11: any part of an archive with metadata is the part of the whole, at every border of what is written into it", async () => {
  const id = await drawn({ ...simulated, prompts: ["a fox", "a hare"] });
  const first = await get(id, {}, "?metadata=1");
  const etag = first.headers.get("etag") ?? "";
  const whole = await bytesOf(first);
  const starts = ["\x89PNG", "tEXtparameters", "iTXtXML:com.adobe.xmp", "<dc:description>", "IDAT"]
    .flatMap((mark) => [
      whole.indexOf(mark, 0, "latin1"),
      whole.lastIndexOf(mark, undefined, "latin1"),
    ])
    .flatMap((at) => [at, at + 1, at + 33, at + 300]);
  expect(Math.min(...starts)).toBeGreaterThan(0);
  for (const from of starts.filter((at) => at < whole.length)) {
    const part = await get(id, { range: `bytes=${from}-`, "if-range": etag }, "?metadata=1");
    expect([from, part.status]).toEqual([from, 206]);
    expect((await bytesOf(part)).equals(whole.subarray(from))).toBe(true);
    const few = await get(id, { range: `bytes=${from}-${from + 99}` }, "?metadata=1");
    expect((await bytesOf(few)).equals(whole.subarray(from, from + 100))).toBe(true);
  }
});

test("Z11: the ETag is another one with metadata, and with other words in it of the same length", async () => {
  const id = await drawn({ ...simulated, prompts: ["a fox", "a hare"] });
  const etag = async (query: string) =>
    (await server.call(address(id, query), { method: "HEAD" })).headers.get("etag");
  const [without, before] = [await etag(""), await etag("?metadata=1")];
  expect(await etag("?metadata=0")).toBe(without);
  expect(before).not.toBe(without);
  expect(await etag("?metadata=1")).toBe(before);
  await server.owner.query("update workflow_executions set model = 'simulatox' where id = $1", [
    id,
  ]);
  expect(await etag("?metadata=1")).not.toBe(before);
});

test("Z5, Z6, Z11: heads are kept with pictures, counted once for those of before, and a damaged picture cuts the download", async () => {
  const id = await drawn({ ...simulated, prompts: ["one", "two"] });
  const heads = async () => {
    const found = await server.owner.query<{ bytes: number; sum: number }>(
      `select object_head_bytes as bytes, object_head_crc32::float8 as sum from workflow_batch_results
       where execution_id = $1 order by batch_index`,
      [id],
    );
    return found.rows;
  };
  const [one] = await pathsOf(id);
  const content = await readFile(fileOf(one!.path));
  const kept = await heads();
  expect(kept[0]).toEqual({ bytes: 33, sum: crc32(content.subarray(0, 33)) });
  const whole = await bytesOf(await get(id, {}, "?metadata=1"));
  const forget =
    "update workflow_batch_results set object_head_bytes = null, object_head_crc32 = null where execution_id = $1";
  await server.owner.query(forget, [id]);
  // Nothing is written into them, so nobody needs to know.
  await bytesOf(await get(id));
  expect((await heads())[0]?.bytes).toBeNull();
  expect((await bytesOf(await get(id, {}, "?metadata=1"))).equals(whole)).toBe(true);
  expect(await heads()).toEqual(kept);
  content[100]! ^= 1;
  await writeFile(fileOf(one!.path), content);
  await expect(get(id, {}, "?metadata=1").then(bytesOf)).rejects.toThrow("terminated");
  expect(await opened(id, { metadata: true })).toMatchObject({ pictures: 1, missing: 1 });
});

test("Z7: a link without metadata opens none with it, nor the other way round", async () => {
  const id = await drawn({ ...simulated, prompts: ["a fox"] });
  const [plain, told] = [(await opened(id)).url, (await opened(id, { metadata: true })).url];
  for (const [url, status] of [
    [plain, 200],
    [told, 200],
    [`${plain}&metadata=1`, 401],
    [told.replace("metadata=1&", ""), 401],
  ] as const) {
    const response = await fetch(url);
    await response.body?.cancel();
    expect([url, response.status]).toEqual([url, status]);
  }
  const refused = await get(id, {}, "?metadata=yes");
  expect([refused.status, (await refusalOf(refused)).code]).toEqual([400, "bad_request"]);
});
