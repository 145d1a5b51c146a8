import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { migrate } from "@bunch/adapters/postgres/migrate";
import { wallComplaints } from "@bunch/adapters/postgres/testing/wall-complaints";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasDebianPostgres, startDebianPostgres } from "../testing/start-debian-postgres.ts";
import { howToGetParts } from "../testing/real-parts.ts";
import { hasSupabase, runSupabase } from "./run-supabase.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const files = (await readdir(`${root}supabase/migrations`)).toSorted();
const localUserId = "00000000-0000-4000-8000-000000000001";

const isNeeded = process.env["BUNCH_NO_SKIPS"] === "1";
const isThere = hasSupabase && hasDebianPostgres;
if (!isThere && !isNeeded)
  console.warn(
    `Supabase's own \`db push\` and advisors were not tried: ${howToGetParts}, apt-get install postgresql-15.`,
  );

describe.skipIf(!isThere && !isNeeded)("Supabase's own command line", () => {
  let server: Awaited<ReturnType<typeof startDebianPostgres>>;
  beforeAll(async () => {
    server = await startDebianPostgres({ overTcp: true });
  });
  afterAll(() => server?.stop());

  async function newDatabase(name: string): Promise<string> {
    await on(server.connectionStringOf("root"), (client) =>
      client.query(`create database ${name}`),
    );
    return server.connectionStringOf("root", name);
  }
  const push = (url: string) =>
    runSupabase(["db", "push", `--remote=${url}`, "--yes"], { workdir: root });

  test("what `supabase db push` has applied is all there is: migrating finds nothing to do, nor does another push", async () => {
    const url = await newDatabase("pushed_first");
    await on(url, async (client) => {
      await client.query(await readFile(`${root}adapters/postgres/shim.sql`, "utf8"));
    });
    const first = await push(url);
    expect(first, first.alsoSaid).toMatchObject({ code: 0 });
    for (const file of files) expect(first.alsoSaid).toContain(`Applying migration ${file}`);
    expect(await migrate({ connectionString: url, localUserId })).toEqual([]);
    expect(await on(url, wallComplaints)).toEqual([]);
    expect(await push(url)).toMatchObject({
      code: 0,
      said: expect.stringContaining("up to date"),
    });
  });

  test("what was migrated at a start leaves nothing to push", async () => {
    const url = await newDatabase("migrated_first");
    expect(await migrate({ connectionString: url, localUserId })).toEqual(files);
    expect(await push(url)).toMatchObject({
      code: 0,
      said: expect.stringContaining("up to date"),
    });
  });

  test("its advisors for security and speed find nothing but indexes that a new database has not used yet, and a planted table without a wall", async () => {
    const url = await newDatabase("advised");
    await migrate({ connectionString: url, localUserId });
    const advise = async () => {
      const ran = await runSupabase(
        ["db", "advisors", `--remote=${url}`, "--level", "info", "--fail-on", "warn"],
        { workdir: root },
      );
      const found = JSON.parse(ran.said) as { name: string; detail: string }[];
      return { code: ran.code, found: found.filter(({ name }) => name !== "unused_index") };
    };
    expect(await advise()).toEqual({ code: 0, found: [] });
    await on(url, (client) =>
      client.query(
        `create table public.careless (id uuid primary key, user_id uuid, word text);
         grant select on public.careless to anon`,
      ),
    );
    const planted = await advise();
    expect(planted.code).not.toBe(0);
    expect(planted.found).toMatchObject([
      { name: "rls_disabled_in_public", detail: expect.stringContaining("careless") },
    ]);
  });
});

/** Does one piece of work on a connection of its own. */
async function on<Value>(connectionString: string, work: (client: pg.Client) => Promise<Value>) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
