import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Archive } from "@bunch/contracts/archive";
import { successOf } from "@bunch/contracts/envelope";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import type { SealedKey } from "@bunch/core/ports/key-vault";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bunch, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { readZip } from "../../../tools/testing/read-zip.ts";
import { readEvents } from "./http/testing/read-events.ts";
import { canaryFinder, everyFile, everyRow } from "./testing/find-canaries.ts";
import { recordingCaller } from "./testing/recording-caller.ts";
import { startEchoingProvider } from "./testing/start-echoing-provider.ts";

/** Keys as Google makes them, old and new, and one that looks like nothing known. */
const keys = {
  typed: "AIzaSyCANARYtyped0123456789abcdefghijk",
  resumed: "AQ.CANARYresumed0123456789abcdefghijklmn",
  plain: "canary7plain/with+signs=0123456789",
  checked: "AIzaSyCANARYchecked0123456789abcdefghi",
  refused: "sk-CANARY-0123456789abcdefghijkl-refused",
  server: "AIzaSyCANARYserver0123456789abcdefghij",
  remembered: "AIzaSyCANARYremembered0123456789abcdef",
};
/** A part of each is enough to be found. */
const parts = [
  "CANARYtyped",
  "CANARYresumed",
  "canary7plain",
  "CANARYchecked",
  "sk-CANARY-",
  "CANARYserver",
  "CANARYremembered",
];
const lastFour = (key: string) => key.slice(-4);
const findCanaries = canaryFinder(parts);
const mark = "a fox that everybody may see";

let emulator: Emulator;
let provider: Awaited<ReturnType<typeof startEchoingProvider>>;
let dataDir: string;
let bunch: Bunch;
const { answers, ask, post, execute, executionOf, settled } = recordingCaller(() => bunch.url);

beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  provider = await startEchoingProvider(emulator.url);
  dataDir = await makeTestFolder();
  bunch = await startBunch({
    oneProcess: "the database's own files are looked through",
    dataDir,
    env: {
      GEMINI_BASE_URL: provider.url,
      GEMINI_API_KEY: keys.server,
      LOG_LEVEL: "trace",
      RETRY_FIRST_WAIT_MS: "10",
    },
  });
});

afterAll(async () => {
  await bunch?.stop();
  await provider?.stop();
  await emulator?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function owner<Row extends pg.QueryResultRow>(statement: string): Promise<Row[]> {
  return onDatabase(async (connectionString) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    const { rows } = await client.query<Row>(statement).finally(() => client.end());
    return rows;
  });
}

/** Adopts the database that the server runs. */
async function onDatabase<Value>(work: (superuser: string) => Promise<Value>): Promise<Value> {
  const postgres = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(30_000) });
  try {
    return await work(postgres.superuserConnectionString);
  } finally {
    await postgres.stop();
  }
}

describe("I10: keys used as canaries", () => {
  const ids: string[] = [];

  test("go through good days and bad ones, and the provider repeats them wherever it can", async () => {
    ids.push(await execute({ api_key: keys.typed, prompts: [mark] }, { "idempotency-key": "one" }));
    expect((await settled(ids[0]!)).status).toBe("completed");
    await execute({ api_key: keys.typed, prompts: [mark] }, { "idempotency-key": "one" });
    const other = { api_key: keys.plain, prompts: [mark] };
    expect(
      (await post("/api/nano-banana/execute", other, { "idempotency-key": "one" })).status,
    ).toBe(409);
    // The server's own key.
    ids.push(await execute({ prompts: ["a bear"], name: "by the server's key" }));
    const { body } = await post("/api/keys", { api_key: keys.remembered, name: mark });
    const keyId = (body as { data: { id: string } }).data.id;
    ids.push(await execute({ key_id: keyId, prompts: ["a wolf"] }));
    ids.push(await execute({ key_id: keyId, prompts: ["a wolf [[echo_key:403]]"] }));
    await ask("/api/keys");

    const bad = [
      "[[api_key_invalid,ok]]",
      "[[internal_500,ok]]",
      "[[truncated_json,ok]]",
      "[[reset_mid_body,ok]]",
      "[[invalid_argument]]",
      "[[bad_gateway_502,ok]]",
      "[[echo_key:403]]",
      "[[echo_key:400]]",
      "[[echo_key:404]]",
      "[[echo_key:413]]",
      "[[echo_key:500]]",
      "[[echo_key:504]]",
      "[[echo_key:200:unreadable]]",
    ];
    for (const prompt of bad)
      for (const key of [keys.typed, keys.plain])
        ids.push(
          await execute({ api_key: key, prompts: [`a fox ${prompt} ${key === keys.plain}`] }),
        );
    const first = ids[4]!;
    expect(await settled(first)).toMatchObject({ status: "paused", reason: { code: "bad_key" } });
    expect((await post(`/api/executions/${first}/resume`, { api_key: keys.resumed })).status).toBe(
      200,
    );
    expect((await settled(first)).status).toBe("completed");
    const states = new Set<string>();
    for (const id of ids) states.add((await settled(id)).status);
    expect([...states].toSorted()).toEqual(["completed", "failed", "paused"]);
    for (const id of ids) {
      await ask(`/api/executions/${id}/results`);
      if ((await executionOf(id)).status === "paused")
        await post(`/api/executions/${id}/cancel`, {});
      const events = await readEvents({ url: `${bunch.url}/api/executions/${id}/events` });
      expect(events.ended).toBe(true);
      answers.push({ asked: `events of ${id}`, answer: events.text });
    }
    const called = new Set(emulator.calls().map((call) => call.keyLastFour));
    const all = [keys.typed, keys.resumed, keys.plain, keys.server, keys.remembered];
    expect([...called].toSorted()).toEqual(all.map(lastFour).toSorted());
  }, 120_000);

  test("are checked, refused, and sent where no key belongs", async () => {
    const verdicts = [];
    for (const key of [keys.checked, keys.refused])
      verdicts.push((await post("/api/keys/check", { api_key: key })).body);
    expect(verdicts).toMatchObject([
      { data: { verdict: "works" } },
      { data: { verdict: "refused" } },
    ]);

    const key = keys.checked;
    const refused = [
      await post("/api/nano-banana/execute", `{"api_key": "${key}", "prompts": ["a fox"] ${key}`),
      await post("/api/nano-banana/execute", { api_key: [key], prompts: ["a fox"] }),
      await post("/api/nano-banana/execute", { api_key: { key }, prompts: ["a fox"] }),
      await post("/api/nano-banana/execute", { api_key: `${key} ${key}`, prompts: ["a fox"] }),
      await post("/api/nano-banana/execute", { api_key: key.repeat(20), prompts: ["a fox"] }),
      await post("/api/nano-banana/execute", { api_key: key, prompts: ["a fox"], variations: 99 }),
      await post("/api/nano-banana/execute", { api_key: key }),
      await post(`/api/executions/${ids[0]}/resume`, { api_key: key }),
      await post(`/api/executions/${ids[0]}/resume`, { api_key: 7, key }),
      await post("/api/keys/check", `"${key}"`),
      await post("/api/keys", { api_key: `${key} ${key}` }),
      await post("/api/keys", { api_key: key, vendor: key }),
      await post("/api/nano-banana/execute", { key_id: key, prompts: ["a fox"] }),
      await post(`/api/executions/${ids[0]}/resume`, { key_id: key }),
      await ask(`/api/keys/${key}`, { method: "DELETE" }),
      await post(`/api/keys/check?key=${key}`, { api_key: `${key}\n${key}` }),
      await ask(`/api/executions/${key}`),
      await ask(`/api/executions?cursor=${key}`),
      await ask(`/api/executions?api_key=${key}&limit=${key}`),
      await ask(`/files/${key}/${key}/${key}.png`),
      await ask(`/${key}`, { method: "PUT", headers: { "x-goog-api-key": key } }),
    ];
    expect(refused.every(({ status }) => status >= 400 && status < 500)).toBe(true);
    const form = new FormData();
    form.set("api_key", new Blob([key]), key);
    expect((await ask("/api/nano-banana/execute", { method: "POST", body: form })).status).toBe(
      400,
    );
    for (const path of [
      "/api/executions",
      "/api/models",
      "/health",
      "/ready",
      "/api/keys",
      `/?key=${key}`,
    ])
      await ask(path, { headers: { authorization: `Bearer ${key}`, cookie: `key=${key}` } });
    await post("/api/estimate", { api_key: key, prompts: ["a fox"] });
  });

  test("stand in no name and in no byte of a ZIP: pictures, manifests and all around them", async () => {
    let pictures = 0;
    const wanted = ids.flatMap((id) => [false, true].map((metadata) => ({ id, metadata })));
    for (const { id, metadata } of wanted) {
      const link = await post(`/api/executions/${id}/archive`, { metadata });
      if (link.status !== 200) continue;
      const { url, file_name } = successOf(Archive).parse(link.body).data;
      expect(findCanaries(file_name)).toEqual([]);
      const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect(findCanaries(bytes)).toEqual([]);
      for (const [name, content] of await readZip(bytes)) {
        expect(findCanaries(name)).toEqual([]);
        expect(findCanaries(content)).toEqual([]);
        if (name.endsWith(".png")) pictures += 1;
        if (name === "manifest.json") answers.push({ asked: url, answer: content.toString() });
      }
    }
    expect(pictures).toBeGreaterThan(20);
    expect(answers.some(({ asked }) => asked.includes("archive.zip"))).toBe(true);
  });

  test("stand in no answer of the API and in no event", () => {
    expect(answers.length).toBeGreaterThan(100);
    expect(answers.some(({ answer }) => answer.includes(mark))).toBe(true);
    const leaks = answers.filter(({ answer }) => findCanaries(answer).length > 0);
    expect(leaks).toEqual([]);
  });

  test("stand in no column of any table, in whatever spelling", async () => {
    const rows = await onDatabase(everyRow);
    const holding = (find: (text: string) => boolean) =>
      [...rows].filter(([, text]) => find(text)).map(([table]) => table);
    // PostgreSQL's statistics keep samples of the prompts too, once it has taken some.
    const marked = new Set(holding((text) => text.includes(mark)));
    marked.delete("pg_catalog.pg_statistic");
    expect([...marked].toSorted()).toEqual([
      // What somebody called a key.
      "public.audit_events",
      "public.provider_keys",
      "public.searched_texts",
      "public.workflow_batch_results",
      "public.workflows",
    ]);
    expect([...rows.keys()].some((table) => table.startsWith("bullmq."))).toBe(true);
    expect(holding((text) => findCanaries(text).length > 0)).toEqual([]);
  });

  test("are sealed in exactly five parts, which this server's key opens for this workflow alone", async () => {
    const encryptionKey = (await readFile(join(dataDir, "encryption.key"), "utf8")).trim();
    const vault = createKeyVault({ encryptionKey });
    const workflows = await owner<{ id: string; user_id: string; sealed: SealedKey }>(
      "select id, user_id, config -> 'api_key_encrypted' as sealed from workflows",
    );
    const opened = workflows.map(({ id, user_id: userId, sealed }) => {
      expect(Object.keys(sealed).toSorted()).toEqual([
        "authTag",
        "encrypted",
        "iv",
        "keyId",
        "salt",
      ]);
      expect(Object.values(sealed).every((part) => /^[0-9a-f]+$/.test(part))).toBe(true);
      expect(vault.open({ sealed, userId, workflowId: crypto.randomUUID() })).toBeNull();
      return vault.open({ sealed, userId, workflowId: id });
    });
    expect([...new Set(opened)].toSorted()).toEqual(
      [keys.typed, keys.resumed, keys.plain, keys.server, keys.remembered].toSorted(),
    );
    const unlike = workflows.map(({ sealed }) => `${sealed.salt} ${sealed.iv} ${sealed.encrypted}`);
    expect(new Set(unlike).size).toBe(workflows.length);
  });

  test("stand in no log, in nothing the server said, and in no file it left, the database's own included", async () => {
    await bunch.stop();
    const said = bunch.output();
    expect(said).toContain("A batch was taken in.");
    expect(findCanaries(said)).toEqual([]);
    const files = await everyFile(dataDir);
    const names = [...files.keys()];
    for (const place of [
      /^logs\/server\.log$/,
      /^logs\/worker\.log$/,
      /^encryption\.key$/,
      /^pictures\/.*\.png$/,
      /^spool\//,
      /pg_wal\//,
    ])
      expect(
        names.some((name) => place.test(name)),
        String(place),
      ).toBe(true);
    expect(files.get("logs/server.log")?.includes("A batch was taken in.")).toBe(true);
    const leaks = [...files].filter(([, bytes]) => findCanaries(bytes).length > 0);
    expect(leaks.map(([name, bytes]) => `${name}: ${findCanaries(bytes).join(", ")}`)).toEqual([]);
  });
});
