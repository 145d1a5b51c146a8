import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { createClient, type Client } from "@bunch/contracts/client";
import pg from "pg";
import { type AuthStub, startAuthStub } from "../../../../../tools/testing/start-auth-stub.ts";
import { type Bunch, startBunch } from "../../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../../tools/testing/test-folder.ts";
import { people, password, type Person } from "./people.ts";

/** A server where people sign in, with an account for each of them; `marie` is an admin. */
export type SignedIn = {
  bunch: Bunch;
  auth: AuthStub;
  idOf: (person: Person) => string;
  clientOf: (person: Person) => Promise<Client>;
  /** Makes a batch older: what was drawn on one day makes no chart and no groups. */
  moveBack: (executionId: string, days: number) => Promise<void>;
  /** As if an endpoint had been told of a batch, and had not answered the first time. */
  tell: (webhookId: string, executionId: string) => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts it on a database of its own on that server. */
export async function startSignedIn(input: {
  postgres: string;
  emulatorUrl: string;
}): Promise<SignedIn> {
  const { connectionString, drop } = await createTestDatabase(input.postgres);
  const storage = await startStorageServer();
  const auth = await startAuthStub({ storageUrl: storage.url });
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  const ids = new Map<Person, string>();
  for (const [name, { email }] of Object.entries(people)) {
    const id = crypto.randomUUID();
    ids.set(name as Person, id);
    auth.addAccount({ id, email, password });
    await owner.query("insert into auth.users (id, email) values ($1, $2)", [id, email]);
  }
  const idOf = (person: Person) => ids.get(person) ?? "";
  await owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [idOf("marie")]);
  const bunch = await startBunch({
    dataDir: await makeTestFolder(),
    buildWeb: true,
    env: {
      DATABASE_URL: connectionString,
      ENCRYPTION_KEY: "7c".repeat(32),
      GEMINI_BASE_URL: input.emulatorUrl,
      SUPABASE_URL: auth.url,
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_states",
      SUPABASE_SECRET_KEY: stubKeys.secret,
      GENERATION_TIMEOUT_MS: "3600000",
      // What is kept under way for the pictures holds a slot for good, in two languages.
      WORKER_CONCURRENCY: "40",
      // Receivers with names that nobody knows may be registered.
      WEBHOOKS_ALLOW: "private",
    },
  });
  return {
    bunch,
    auth,
    idOf,
    clientOf: async (person) => {
      const token = await auth.token({ sub: idOf(person), email: people[person].email });
      return createClient({ baseUrl: bunch.url, accessToken: () => Promise.resolve(token) });
    },
    moveBack: async (executionId, days) => {
      await owner.query(
        `with called as (
           update result_attempts set sent_at = sent_at - make_interval(days => $2) where execution_id = $1
         ), ended as (
           update workflow_batch_results set completed_at = completed_at - make_interval(days => $2) where execution_id = $1
         )
         update workflow_executions set created_at = created_at - make_interval(days => $2) where id = $1`,
        [executionId, days],
      );
    },
    tell: async (webhookId, executionId) => {
      const tries = [
        {
          status: 503,
          answer: "",
          error: "The receiver answered 503, and only 2xx counts as taken.",
        },
        { status: 204, answer: "", error: null },
      ].map((one) => ({ at: new Date().toISOString(), durationMs: 120, ...one }));
      await owner.query(
        `insert into webhook_deliveries
           (user_id, endpoint_id, message_id, type, execution_id, happened_at, state, ended_at, attempts)
         select e.user_id, $1, 'msg_' || n, 'execution.completed', e.id, now() - n * interval '1 hour',
           case n when 1 then 'delivered' else 'failed' end, now(), case n when 1 then $3::jsonb else $3::jsonb - 1 end
         from workflow_executions e, generate_series(1, 2) n where e.id = $2`,
        [webhookId, executionId, JSON.stringify(tries)],
      );
    },
    stop: async () => {
      await owner.end();
      await bunch.stop();
      await auth.stop();
      await storage.stop();
      await drop();
    },
  };
}
