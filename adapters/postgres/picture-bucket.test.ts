import { readFile } from "node:fs/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../tools/testing/test-database.ts";

const migration = await readFile(
  new URL("../../supabase/migrations/20261128000400_picture_bucket.sql", import.meta.url),
  "utf8",
);
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: pg.Client;
beforeEach(async () => {
  database = await createTestDatabase(inject("postgres"));
  client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

const makeStorage = () =>
  // The columns that the migration meets, as Supabase has them.
  client.query(`create schema storage;
    create table storage.buckets (
      id text primary key, name text not null, owner uuid, owner_id text, public boolean default false,
      avif_autodetection boolean default false, file_size_limit bigint, allowed_mime_types text[],
      created_at timestamptz default now(), updated_at timestamptz default now()
    );
    create unique index bname on storage.buckets (name);
    alter table storage.buckets enable row level security;`);
const buckets = async () =>
  (
    await client.query(
      "select id, public, file_size_limit, allowed_mime_types from storage.buckets",
    )
  ).rows;

test("O7: where Storage is, the bucket is made: public to read, with limits", async () => {
  await makeStorage();
  await client.query(migration);
  await client.query(migration);
  expect(await buckets()).toEqual([
    {
      id: "workflow-results",
      public: true,
      file_size_limit: "52428800",
      allowed_mime_types: ["image/png", "image/jpeg", "image/webp"],
    },
  ]);
});

test("O7: a bucket that is there is left as it is", async () => {
  await makeStorage();
  await client.query(
    "insert into storage.buckets (id, name, public) values ('workflow-results', 'workflow-results', false)",
  );
  await client.query(migration);
  expect(await buckets()).toMatchObject([{ public: false, file_size_limit: null }]);
});

test("O7: where Storage is not, nothing is made", async () => {
  await client.query(migration);
  const found = await client.query("select to_regnamespace('storage') as storage");
  expect(found.rows).toEqual([{ storage: null }]);
});
