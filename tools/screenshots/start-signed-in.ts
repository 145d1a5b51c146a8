import { createAdminClient } from "@bunch/contracts/admin-client";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { migrate } from "@bunch/adapters/postgres/migrate";
import { createClient } from "@bunch/contracts/client";
import pg from "pg";
import { startAuthStub } from "../testing/start-auth-stub.ts";
import { startBunch } from "../testing/start-bunch.ts";
import { testUserId } from "../testing/test-database.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import { until } from "../testing/until.ts";
import { promptsOf } from "./prompts.ts";

export const password = "a long password";
const marie = "marie@atelier.example";
const names = [marie, "ahmed@atelier.example", "lucie@atelier.example"];

/** A server where three people sign in, the first of them an admin, with batches, a key, a token and a limit to look at. */
export async function startSignedIn(emulatorUrl: string) {
  const postgres = await startEmbeddedPostgres({
    dataDir: await makeTestFolder(),
    signal: AbortSignal.timeout(60_000),
  });
  const { connectionString } = postgres.connection;
  await migrate({ connectionString, localUserId: testUserId });
  const storage = await startStorageServer();
  const auth = await startAuthStub({ storageUrl: storage.url });
  const people = names.map((email) => ({ id: crypto.randomUUID(), email, password }));
  for (const person of people) auth.addAccount(person);
  const bunch = await startBunch({
    dataDir: await makeTestFolder(),
    buildWeb: true,
    env: {
      DATABASE_URL: connectionString,
      ENCRYPTION_KEY: "7c".repeat(32),
      GEMINI_BASE_URL: emulatorUrl,
      SUPABASE_URL: auth.url,
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_shown",
      SUPABASE_SECRET_KEY: stubKeys.secret,
    },
  });
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  for (const [index, { id, email }] of people.entries()) {
    await owner.query("insert into auth.users (id, email) values ($1, $2)", [id, email]);
    if (index === 0)
      await owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [id]);
    const token = await auth.token({ sub: id, email });
    const client = createClient({ baseUrl: bunch.url, accessToken: () => Promise.resolve(token) });
    const { id: keyId } = await client.rememberKey({
      api_key: `AIzaSy-only-for-pictures-${index}f3k`,
      name: "Atelier",
    });
    if (index === 0) {
      await client.createToken({ name: "catalogue, every night", scope: "run" });
      await createAdminClient(client).setEverybodysLimits({
        ...(await createAdminClient(client).everybodysLimits()),
        executions_a_day: 40,
        pictures_a_day: 200,
      });
    }
    for (let left = 3 - index; left > 0; left -= 1) {
      const form = new FormData();
      form.set("prompts", JSON.stringify(promptsOf("en").slice(0, left * 4)));
      form.set("key_id", keyId);
      const { execution_id } = await client.execute(form, crypto.randomUUID());
      await until("a batch for the picture is drawn", async () => {
        const { status } = await client.getExecution(execution_id);
        return status === "completed";
      });
      // What was drawn on one day makes no chart.
      const days = left * 2 + index;
      await owner.query(
        "update workflow_executions set created_at = created_at - $2 * interval '1 day' where id = $1",
        [execution_id, days],
      );
    }
  }
  await owner.end();
  return {
    url: bunch.url,
    email: marie,
    stop: async () => {
      await bunch.stop();
      await auth.stop();
      await storage.stop();
      await postgres.stop();
    },
  };
}
