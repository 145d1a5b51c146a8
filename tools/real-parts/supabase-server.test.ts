import { createRequire } from "node:module";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createPool } from "@bunch/adapters/postgres/pools";
import { asLogin, asSuperuser } from "@bunch/adapters/postgres/testing/as-superuser";
import { oneOfEverything } from "@bunch/adapters/postgres/testing/one-of-everything";
import { sumAnalytics } from "@bunch/adapters/postgres/testing/sum-analytics";
import { rights } from "@bunch/adapters/postgres/testing/rights";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { howToGetParts, realPart } from "../testing/real-parts.ts";
import { createTestDatabase, testUserId } from "../testing/test-database.ts";
import { openSupabaseSigner, publicHalf } from "./supabase-signer.ts";

const isThere =
  realPart("@supabase/server") !== null && realPart("@supabase/cli-linux-x64") !== null;
const isNeeded = process.env["BUNCH_NO_SKIPS"] === "1";
if (!isThere && !isNeeded)
  console.warn(`Supabase's own server library was not tried: ${howToGetParts}.`);

type Answer = { rows: Record<string, unknown>[] } | { code: string };
/** What is asked of the library, as its own types have it; they are not here for the compiler. */
type Middleware = object;
type Library = {
  pipeline: (
    middleware: Middleware[],
    handler: (
      request: Request,
      context: { postgres: { queryRaw: (text: string) => Promise<Record<string, unknown>[]> } },
    ) => Promise<Response>,
  ) => (request: Request) => Promise<Response>;
  withSupabase: (config: object) => Middleware;
  withPostgresClient: (config: object) => Middleware;
};

describe.skipIf(!isThere && !isNeeded)("Supabase's own server library on our tables", () => {
  const [owner, another] = [testUserId, randomUUID()];
  const url = "https://project.example.com";
  let drop: () => Promise<void>;
  let signer: Awaited<ReturnType<typeof openSupabaseSigner>>;
  let kid: string;
  let superuser: pg.Client;
  let handle: (request: Request) => Promise<Response>;

  beforeAll(async () => {
    const database = await createTestDatabase(inject("postgres"));
    const { connectionString } = database;
    drop = database.drop;
    const onError = () => {};
    const api = createPool({ connectionString, role: "app_api", most: 1, onError });
    const workers = createPool({ connectionString, role: "app_worker", most: 1, onError });
    superuser = new pg.Client({ connectionString: asSuperuser(connectionString) });
    await superuser.connect();
    await superuser.query("insert into auth.users (id) values ($1)", [another]);
    for (const person of [owner, another]) await oneOfEverything({ api, workers }, person);
    await sumAnalytics(workers, superuser, [owner, another]);
    await Promise.all([api.end(), workers.end()]);
    signer = await openSupabaseSigner();
    const key = await signer.makeKey("ES256");
    kid = key.kid;
    const { pipeline, withSupabase, withPostgresClient } = await library();
    const env = {
      url,
      publishableKeys: { default: "sb_publishable_x" },
      secretKeys: { default: "sb_secret_x" },
      jwks: { keys: [publicHalf(key)] },
    };
    handle = pipeline(
      [
        withSupabase({ auth: ["user", "none"], env }),
        // As on a hosted project: the login may become a person, and passes no wall by itself.
        withPostgresClient({ connectionString: asLogin(connectionString, "app_api") }),
      ],
      async (request, { postgres }) => {
        const answer = await postgres.queryRaw(await request.text()).then(
          (rows): Answer => ({ rows }),
          (error: { code?: string }): Answer => ({ code: error.code ?? "" }),
        );
        return Response.json(answer);
      },
    );
  });
  afterAll(async () => {
    await superuser?.end();
    await signer?.close();
    await drop?.();
  });

  async function ask(statement: string, token?: string) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await handle(
      new Request(url, { method: "POST", body: statement, headers: { ...headers } }),
    );
    return { status: response.status, answer: (await response.json()) as Answer };
  }
  const tokenOf = (sub: string) =>
    signer.token({ sub, kid, claims: { aud: "authenticated", iss: `${url}/auth/v1` } });

  test("S2: with a person's token it shows their own rows of every table that they may read, and no row of anybody else", async () => {
    const owned = await superuser.query<{ name: string }>(
      `select table_name::text as name from information_schema.columns
       where table_schema = 'public' and column_name = 'user_id' and table_name = any ($1) order by 1`,
      [Object.keys(rights).filter((name) => rights[name]?.authenticated)],
    );
    // Roles are nobody's here: nobody was appointed.
    const names = owned.rows.map(({ name }) => name).filter((name) => name !== "user_roles");
    expect(names.length).toBeGreaterThan(7);
    // Set by admins alone, so nothing else here leaves one.
    await superuser.query("insert into user_limits (user_id) values ($1), ($2)", [owner, another]);
    for (const person of [owner, another]) {
      const token = await tokenOf(person);
      for (const name of names)
        expect(await ask(`select distinct user_id from public.${name}`, token), name).toEqual({
          status: 200,
          answer: { rows: [{ user_id: person }] },
        });
    }
  });

  test("S2: it can write nothing for a person, and read neither a sealed key nor anything without a token", async () => {
    const token = await tokenOf(owner);
    const denied = { status: 200, answer: { code: "42501" } };
    for (const statement of [
      "update public.workflow_executions set name = 'x'",
      "delete from public.workflow_batch_results",
      "select config from public.workflows",
      "select sealed from public.provider_keys",
      "select token_hash from public.api_tokens",
    ])
      expect(await ask(statement, token), statement).toEqual(denied);
    for (const name of Object.keys(rights))
      expect(await ask(`select count(*) from public.${name}`), name).toEqual(denied);
  });
});

/** Finds the library where it was installed apart from our own packages. */
async function library(): Promise<Library> {
  const from = createRequire(fileURLToPath(new URL("package.json", import.meta.url)));
  const load = (name: string) => import(from.resolve(name)) as Promise<Library>;
  const [middleware, server, postgres] = await Promise.all([
    load("@supabase/middleware"),
    load("@supabase/server"),
    load("@supabase/server/middleware/postgres"),
  ]);
  return { ...middleware, ...server, ...postgres };
}
