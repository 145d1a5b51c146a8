import { createModelsClient } from "@bunch/contracts/models-client";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let started: Bunch[];
beforeEach(async () => {
  started = [];
  database = await createTestDatabase(inject("postgres"));
});
afterEach(async () => {
  await Promise.all(started.map((bunch) => bunch.stop()));
  await database.drop();
});

async function start(env: Record<string, string> = {}): Promise<Bunch> {
  const bunch = await startBunch({
    dataDir: await makeTestFolder(),
    role: "api",
    env: {
      DATABASE_URL: database.connectionString,
      ENCRYPTION_KEY: "0f".repeat(32),
      ...env,
    },
  });
  started.push(bunch);
  return bunch;
}
const priceAt = async ({ client }: Bunch, id: string) =>
  (await client.models()).data.find((one) => one.id === id)?.cost_per_image["1K"];

test("M15: a change holds in every process from the moment it is answered, and a restart keeps it", async () => {
  const [one, other] = [await start(), await start()];
  const models = createModelsClient(one.client);
  await models.change("gemini-3-pro-image", { cost_per_image: { "1K": 0.2 } });
  expect(await priceAt(one, "gemini-3-pro-image")).toBe(0.2);
  expect(await priceAt(other, "gemini-3-pro-image")).toBe(0.2);
  await models.undo("gemini-3-pro-image");
  expect(await priceAt(other, "gemini-3-pro-image")).not.toBe(0.2);
  for (let cents = 1; cents <= 20; cents += 1) {
    const [here, there] = cents % 2 ? [one, other] : [other, one];
    const price = cents / 100;
    await createModelsClient(here.client).change("gemini-3-pro-image", {
      cost_per_image: { "1K": price },
    });
    const { estimated_cost: told } = await there.client.estimate({
      model: "gemini-3-pro-image",
      prompts: ["a fox"],
    });
    expect(told.costPerImage).toBe(price);
    expect(await priceAt(here, "gemini-3-pro-image")).toBe(price);
  }
  await models.change("gemini-3-pro-image", { cost_per_image: { "1K": 0.3 } });
  await one.stop();
  const again = await start();
  expect(await priceAt(again, "gemini-3-pro-image")).toBe(0.3);
});

test("M15: a stored change that does not fit any more stops no start: it is left out, and told in the log and on screen", async () => {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query("begin");
  await client.query(
    `select set_config('request.jwt.claims', '{"came_by": "local", "sub": "00000000-0000-4000-8000-000000000001"}', true)`,
  );
  await client.query(
    `select private.set_model_change('gone-1', '{"like": "a-model-of-before", "name": "Gone"}'),
       private.set_model_change('ours-1', '{"like": "gemini-3-pro-image", "name": "Ours"}')`,
  );
  await client.query("commit");
  await client.end();
  const bunch = await start({ DEFAULT_MODEL: "ours-1" });
  const list = await bunch.client.models();
  expect(list.data.find((one) => one.is_default)).toMatchObject({ id: "ours-1", name: "Ours" });
  expect(list.skipped_changes).toEqual([
    { id: "gone-1", problem: expect.stringContaining('give it "like"') },
  ]);
  const models = createModelsClient(bunch.client);
  expect(await models.find("gone-1")).toMatchObject({
    now: null,
    change: { like: "a-model-of-before" },
    problem: expect.stringContaining('"like"'),
  });
  // What the environment leans on is not taken away from under it.
  await expect(models.undo("ours-1")).rejects.toThrow("DEFAULT_MODEL");
  await models.undo("gone-1");
  expect((await bunch.client.models()).skipped_changes).toEqual([]);
  expect(bunch.output()).toContain("does not fit this version and is left out");
});
