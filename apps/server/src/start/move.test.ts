import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { allRows } from "@bunch/adapters/postgres/testing/all-rows";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { startAuthStub } from "../../../../tools/testing/start-auth-stub.ts";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import {
  hasDebianPostgres,
  startDebianPostgres,
} from "../../../../tools/testing/start-debian-postgres.ts";
import { takePicturesAway } from "../../../../tools/testing/pictures-away.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { pictures } from "../http/testing/pictures.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

const debianNeeded = process.env["BUNCH_NO_SKIPS"] === "1";
if (!hasDebianPostgres)
  console.warn("A move to a server was not tried: apt-get install postgresql-15.");

const key = "AIzaSyMovedAway0123456789abcdefghijklm";
const slots = 4;
const localUser = "00000000-0000-4000-8000-000000000001";
type Rows = Awaited<ReturnType<typeof allRows>>;
let emulator: Emulator;
let home: string;
let dataDir: string;
let bunch: Bunch;
let debian: Awaited<ReturnType<typeof startDebianPostgres>>;
let completed: string;
let paused: string;
let half: string;
let source: Rows;
const { post, execute, executionOf, settled } = recordingCaller(() => bunch.url);
const prompts = (many: number) =>
  Array.from({ length: many }, (_, n) => `hare ${n}\twith a tab,\\N and "quotes"`);
const isAnswer = (name: string) => name.endsWith(".answer");
const envOf = (folder: string) => ({ DATA_DIR: folder, LOG_DIR: join(home, "logs") });
const worked = () => ({
  GEMINI_BASE_URL: emulator.url,
  WORKER_CONCURRENCY: String(slots),
  HEARTBEAT_MS: "100",
  DEATH_AFTER_MS: "1000",
});
const move = (args: string[], env: Record<string, string> = {}) =>
  runStartFile("move", { args, env: { ...envOf(dataDir), ...env } });

async function freshDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: debian.connectionStringOf("root") });
  await client.connect();
  // As docs/deploy.md has it: a login that may make our roles, and is no superuser.
  const known = await client.query("select from pg_roles where rolname = 'mover'");
  if (known.rowCount === 0) await client.query("create role mover login createrole");
  await client.query(`create database ${name} owner mover`);
  await client.end();
  return addressOf(name);
}
const addressOf = (name: string) => debian.connectionStringOf("mover", name);
/** As somebody whom no policy binds. */
const rowsThere = (name: string) => allRows(debian.connectionStringOf("root", name));

async function rowsHere(): Promise<Rows> {
  const database = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(30_000) });
  const rows = await allRows(database.superuserConnectionString);
  await database.stop();
  return rows;
}

async function filesIn(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes(".incoming")) continue;
    const path = join(entry.parentPath, entry.name);
    const hash = createHash("sha256").update(await readFile(path));
    found.set(path.slice(folder.length + 1), hash.digest("hex"));
  }
  return found;
}

describe.skipIf(!hasDebianPostgres && !debianNeeded)("npm run move", () => {
  /** One batch complete with references, one paused. */
  beforeAll(async () => {
    debian = await startDebianPostgres();
    emulator = await startEmulator({ tinyPictures: true });
    home = await makeTestFolder();
    dataDir = join(home, "data");
    bunch = await startBunch({ dataDir, env: worked(), oneProcess: "it is what is moved" });
    completed = await execute({
      api_key: key,
      prompts: prompts(6),
      name: "naïve\nname",
      reference_images: [pictures.png, pictures.webp].map((bytes) => ({
        data: bytes.toString("base64"),
        name: "a.png",
      })),
    });
    await settled(completed);
    // One round of the slots is drawn, the next has its answers only once the pause is there, however late that comes.
    paused = await execute({
      api_key: key,
      prompts: prompts(10).map((prompt, n) =>
        n >= slots && n < 2 * slots ? `${prompt} [[hang_before_headers]]` : prompt,
      ),
    });
    await until("some is drawn, and the next is under way", async () => {
      const { stats } = await executionOf(paused);
      return stats.successful === slots && emulator.bill().inFlight === slots;
    });
    expect((await post(`/api/executions/${paused}/pause`, {})).status).toBe(200);
    await until("what was under way is drawn", async () => {
      emulator.release();
      return (await executionOf(paused)).stats.processing === 0;
    });
    await settled(paused);
  }, 120_000);
  afterAll(async () => {
    await bunch?.stop();
    await emulator?.stop();
    await debian?.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  test("B8: while a server still works here nothing is moved, and what to do is said", async () => {
    const to = await freshDatabase("early");
    const refused = await move(["--to", to]);
    expect(refused.output).toContain("Bunch already runs on");
    expect(refused.output).toMatch(/To start it anew, end that one first: kill \d+/);
    expect(refused.output).toContain("Nothing was moved");
    expect(refused.code).toBe(1);
    expect(existsSync(join(dataDir, "moved-away"))).toBe(false);
  });

  test("a move that cannot be meant is refused in a sentence", async () => {
    expect((await move([])).output).toContain("Where to? npm run move -- --to");
    expect((await move(["--to", "mysql://x"])).output).toContain("DATABASE_URL: This is not an");
    const elsewhere = { DATABASE_URL: "postgresql://a@b/c" };
    expect((await move(["--to", "postgresql://d@e/f"], elsewhere)).output).toContain(
      "this Bunch already works on a server",
    );
    const cwd = await makeTestFolder();
    await writeFile(join(cwd, ".env"), "DATABASE_URL=postgresql://a@b/c\n");
    const env = envOf(dataDir);
    const inFile = await runStartFile("move", { args: ["--to", "postgresql://d@e/f"], env, cwd });
    expect(inFile.output).toContain("this Bunch already works on a server");
    const owner = ["--to", "postgresql://d@e/f", "--owner", randomUUID()];
    expect((await move(owner)).output).toContain("--owner is for where people sign in");
    const nothing = { DATA_DIR: join(home, "nothing") };
    expect((await move(["--to", "postgresql://d@e/f"], nothing)).output).toContain(
      "There is nothing to move",
    );
    expect(existsSync(join(home, "nothing"))).toBe(false);
  });

  test("B7, B8: every row and byte arrives, what lay in the spool is settled, and no key is shown", async () => {
    await killWithPaidAnswers();
    const to = await freshDatabase("one");
    const store = join(home, "next", "pictures");
    const { code, output } = await move(["--to", to, "--pictures", store]);
    expect(output).toContain("Each was read back and compared");
    expect(output).toContain(`${slots} answers were in the spool, 0 calls have none`);
    expect(code).toBe(0);
    const keyFile = join(dataDir, "encryption.key");
    expect(output).toContain(`the first line of ${keyFile}`);
    expect(output).not.toContain((await readFile(keyFile, "utf8")).trim());
    expect(output).not.toContain(key);

    source = await rowsHere();
    expect(await rowsThere("one")).toEqual(source);
    expect(source["public.result_attempts"]?.length).toBeGreaterThan(12);
    const [here, there] = [await filesIn(join(dataDir, "pictures")), await filesIn(store)];
    const named = JSON.stringify(source).match(/[0-9a-f-]{36}\/[\w./-]+\.(?:png|jpg|jpeg|webp)/g);
    expect(new Set(named).size).toBeGreaterThan(15);
    for (const path of named ?? []) expect(there.has(path), path).toBe(true);
    for (const [path, hash] of there) expect(here.get(path), path).toBe(hash);
    expect((await readdir(join(dataDir, "spool"))).filter(isAnswer)).toEqual([]);
  }, 120_000);

  /** Half way in a batch the store goes away, every slot ends with an answer in the spool, and the server is killed. */
  async function killWithPaidAnswers(): Promise<void> {
    // Long enough for the store to be away before the last of them is called.
    emulator.configure({ latency: { kind: "fixed", ms: 1500 } });
    half = await execute({ api_key: key, prompts: prompts(20) });
    await until("a part is drawn", async () => (await executionOf(half)).stats.successful >= 4);
    const folder = join(dataDir, "pictures");
    const bringBack = await takePicturesAway(folder);
    await until("all that was called waits in the spool", async () => {
      const waiting = (await readdir(join(dataDir, "spool"))).filter(isAnswer);
      return waiting.length === slots && emulator.bill().inFlight === 0;
    });
    bunch.kill("SIGKILL");
    await bunch.ended;
    await bringBack();
    emulator.configure({ latency: { kind: "fixed", ms: 200 } });
  }

  test("B8: the embedded database is left as it was, and nobody draws from it by mistake", async () => {
    const refused = await runStartFile("all-in-one", { env: { ...envOf(dataDir), PORT: "0" } });
    expect(refused.output).toContain("was moved to a server (npm run move)");
    expect(refused.code).toBe(1);
    const again = await move(["--to", await freshDatabase("second")]);
    expect(again.output).toContain("was moved to a server");
    expect(again.code).toBe(1);
  });

  test("B7: a database in which somebody has drawn is refused, and both stay as they are", async () => {
    await rm(join(dataDir, "moved-away"));
    const refused = await move(["--to", addressOf("one")]);
    expect(refused.output).toContain("That database is in use");
    expect(refused.code).toBe(1);
    expect(existsSync(join(dataDir, "moved-away"))).toBe(false);
    expect(await rowsThere("one")).toEqual(source);
  });

  test("B7: with sign-in all of it belongs to the person named, keys open for them, and pictures lie in Storage", async () => {
    const owner = randomUUID();
    const storage = await startStorageServer();
    const auth = await startAuthStub({ storageUrl: storage.url });
    const env = {
      SUPABASE_URL: auth.url,
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_for-browsers",
      SUPABASE_SECRET_KEY: stubKeys.secret,
    };
    const to = await freshDatabase("signed");
    expect((await move(["--to", to], env)).output).toContain("say who has those of here");
    expect((await move(["--to", to, "--owner", owner], env)).output).toContain(
      `Nobody there has the id ${owner}`,
    );
    const migrated = await runStartFile("migrate", {
      env: { ...envOf(dataDir), ...env, DATABASE_URL: to },
    });
    expect(migrated.code).toBe(0);
    const client = new pg.Client({ connectionString: to });
    await client.connect();
    await client.query("insert into auth.users (id) values ($1)", [owner]);
    const { code, output } = await move(["--to", to, "--owner", owner], env);
    expect(output).toContain(`All of it belongs to ${owner} there.`);
    expect(code).toBe(0);
    await client.end();

    const there = await rowsThere("signed");
    const handedOver = (rows: Rows[string]) =>
      JSON.parse(
        JSON.stringify(rows, (name, value: unknown) =>
          name === "user_id" && value === localUser ? owner : value,
        ),
      ) as unknown;
    for (const name of ["workflow_executions", "workflow_batch_results", "result_attempts"])
      expect(there[`public.${name}`], name).toEqual(handedOver(source[`public.${name}`] ?? []));
    expect(there["public.audit_events"]).toEqual(source["public.audit_events"]);
    expect(there["auth.users"]?.map(({ id }) => id)).toEqual([owner]);

    const token = await auth.token({ sub: owner, email: "ana@example.com" });
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const callsBefore = emulator.calls().length;
    const signedIn = await startBunch({
      dataDir: join(home, "signed"),
      env: {
        ...worked(),
        ...env,
        DATABASE_URL: to,
        ENCRYPTION_KEY: (await readFile(join(dataDir, "encryption.key"), "utf8")).trim(),
      },
    });
    const one = async (id: string) =>
      (await (await fetch(`${signedIn.url}/api/executions/${id}`, { headers })).json()) as {
        data: { status: string; stats: { successful: number } };
      };
    const resumed = await fetch(`${signedIn.url}/api/executions/${paused}/resume`, {
      method: "POST",
      headers,
      body: "{}",
    });
    expect(resumed.status).toBe(200);
    for (const id of [paused, half])
      await until("it is drawn", async () => (await one(id)).data.status === "completed", {
        withinMs: 30_000,
        give: signedIn.output,
      });
    expect((await one(half)).data.stats.successful).toBe(20);
    const since = emulator.calls().slice(callsBefore);
    expect(since.every(({ keyLastFour }) => keyLastFour === key.slice(-4))).toBe(true);
    const results = (await (
      await fetch(`${signedIn.url}/api/executions/${completed}/results`, { headers })
    ).json()) as { data: { result_url: string }[] };
    const here = new Set((await filesIn(join(dataDir, "pictures"))).values());
    expect(results.data).toHaveLength(6);
    for (const { result_url: url } of results.data) {
      expect(url).toContain(auth.url);
      const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect(here.has(createHash("sha256").update(bytes).digest("hex"))).toBe(true);
    }
    await signedIn.stop();
    await auth.stop();
    await storage.stop();
  }, 120_000);

  test("B8: on the server what was under way goes on by itself, and no picture is paid twice", async () => {
    const env = {
      ...worked(),
      DATABASE_URL: addressOf("one"),
      ENCRYPTION_KEY: (await readFile(join(dataDir, "encryption.key"), "utf8")).trim(),
    };
    const callsBefore = emulator.calls().length;
    const missing = source["public.workflow_batch_results"]?.filter(
      ({ execution_id: id, status }) => id === half && status === "pending",
    );
    bunch = await startBunch({ dataDir: join(home, "next"), env });
    expect(await settled(half)).toMatchObject({
      status: "completed",
      stats: { successful: 20, possible_cost: 0 },
    });
    expect(emulator.calls().length - callsBefore).toBe(missing?.length);
    expect((await executionOf(paused)).status).toBe("paused");
    for (const { result_url: url } of (await bunch.client.listResults(completed)).data)
      expect((await fetch(url ?? "")).status).toBe(200);
  }, 60_000);

  test("B8: a worker that runs beside the server is told of, and nothing is moved", async () => {
    await rm(join(dataDir, "moved-away"), { force: true });
    const worker = await startBunch({ dataDir, role: "worker", env: worked() });
    const refused = await move(["--to", await freshDatabase("third")]);
    expect(refused.output).toContain(`1 worker runs on ${dataDir} (npm run worker). Stop it`);
    expect(refused.code).toBe(1);
    expect(existsSync(join(dataDir, "moved-away"))).toBe(false);
    expect((await rowsThere("third"))["public.workflows"]).toBe(undefined);
    await worker.stop();
  }, 60_000);

  test("B7, B8: where the connection breaks over the commit nobody draws from either before it is clear", async () => {
    await freshDatabase("unsure");
    const line = await lineThatBreaksAtCommit();
    const to = `postgresql://mover@127.0.0.1:${line.port}/unsure`;
    const broken = await move(["--to", to]);
    await line.close();
    expect(broken.output).toContain("It may have been moved, or not.");
    expect(broken.output).not.toContain("Nothing was moved");
    expect(broken.code).toBe(1);
    const mark = join(dataDir, "moved-away");
    expect(await readFile(mark, "utf8")).toMatch(/^moving /);
    expect(broken.output).toContain(`delete ${mark} and run npm run move again`);
    // It was: whoever does as told learns that.
    await rm(mark);
    expect((await move(["--to", addressOf("unsure")])).output).toContain("That database is in use");
  }, 60_000);
});

/** A line to the database that lets the commit through and its answer not. */
async function lineThatBreaksAtCommit() {
  const server = createServer((client) => {
    const upstream = connect(debian.socket);
    for (const end of [client, upstream]) end.on("error", () => {});
    upstream.pipe(client);
    upstream.on("close", () => client.destroy());
    client.on("data", (bytes) => {
      if (bytes.includes("commit\0")) {
        upstream.unpipe(client).once("data", () => client.destroy());
        upstream.resume();
      }
      upstream.write(bytes);
    });
    client.on("close", () => upstream.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => void server.close(resolve)) };
}
