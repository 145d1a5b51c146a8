import pg from "pg";
import { expect, inject, test } from "vitest";

test("the tests of this project run on the PostgreSQL that it is named after", async () => {
  const client = new pg.Client({ connectionString: inject("postgres") });
  await client.connect();
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  await client.end();
  expect(Math.floor(Number(rows[0]?.version) / 10_000)).toBe(inject("postgresMajor"));
});
