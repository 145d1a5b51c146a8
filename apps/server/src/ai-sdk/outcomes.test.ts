import { afterAll, beforeAll, expect, test } from "vitest";
import { expectPicture } from "../gemini/testing/expect-picture.ts";
import { type Emulated, type Seen, startEmulated } from "../gemini/testing/start-emulated.ts";
import { pictures } from "../http/testing/pictures.ts";
import { sdkList } from "./sdk-list.fixture.ts";

/** Whole batches drawn by providers of Vercel's AI SDK that a models.json names, over HTTP. */
let emulated: Emulated;
beforeAll(async () => {
  emulated = await startEmulated({
    emulator: { allowShutDown: true },
    dataFilesFor: (url) => ({ "models.json": JSON.stringify(sdkList(url)) }),
  });
});
afterAll(() => emulated.stop());

const both = ["google-by-sdk", "gpt-image-2-by-sdk"];
let keys = 0;
const submit = (
  model: string,
  prompts: string | string[],
  more: Parameters<Emulated["submit"]>[1] = {},
) => {
  keys += 1;
  const key = `canary-of-the-sdk-${String(keys).padStart(4, "0")}`;
  return emulated.submit(prompts, { key, ...more, fields: { model, ...more.fields } });
};

/** What the list's prices come to: what the provider bills only it knows, as the SDK tells no price. */
const dollarsOf = ({ execution }: Seen) => [
  execution.stats.total_cost,
  execution.stats.possible_cost,
];

test("M18: models of the list are offered under their vendor's name, and ask for a key", async () => {
  const { data, vendors } = await emulated.bunch.client.models();
  const own = data.filter(({ vendor }) => vendor === "ai-sdk");
  expect(own.map(({ id, needs_key: needsKey }) => [id, needsKey])).toEqual(
    both.map((id) => [id, true]),
  );
  expect(vendors).toContainEqual(expect.objectContaining({ id: "ai-sdk", key_variable: null }));
});

test.concurrent.each(both)(
  "M18, I3: %s: each picture is one request at the list's price, stored bit for bit",
  async (model) => {
    const files = [pictures.png].map((bytes) => new Blob([new Uint8Array(bytes)]));
    const seen = await emulated.ended(
      await submit(model, ["a fox", "a bear"], { references: files }),
    );
    expect(seen.execution.status).toBe("completed");
    expect(seen.calls).toHaveLength(2);
    for (const result of seen.results) await expectPicture(result, seen.calls);
    expect(seen.calls.map(({ references }) => references.length)).toEqual([1, 1]);
    expect(dollarsOf(seen)).toEqual([0.08, 0]);
  },
);

test.concurrent.each(both)(
  "R8, R9: %s: limits and failures pass, each attempt one request",
  async (model) => {
    const prompts = ["busy [[overloaded_429,ok]]", "broken [[internal_500,ok]]"].map(
      (prompt) => `${model} ${prompt}`,
    );
    const seen = await emulated.ended(await submit(model, prompts));
    expect(seen.execution.stats).toMatchObject({ successful: 2, failed: 0 });
    expect(seen.calls).toHaveLength(4);
    expect(dollarsOf(seen)).toEqual([0.08, 0]);
  },
);

test.concurrent.each(both)(
  "R10: %s: what breaks off is a doubt at the price of the list, drawn again",
  async (model) => {
    const seen = await emulated.ended(await submit(model, `${model} torn [[reset_mid_body,ok]]`));
    expect(seen.execution.stats).toMatchObject({ successful: 1, failed: 0 });
    expect(seen.calls).toHaveLength(2);
    expect(dollarsOf(seen)).toEqual([0.04, 0.04]);
  },
);

test.concurrent("R6: a refused key pauses the batch, and nothing is asked any more", async () => {
  const seen = await emulated.paused(await submit("gpt-image-2-by-sdk", "no [[api_key_invalid]]"));
  expect(seen.execution.reason?.code).toBe("bad_key");
  expect(seen.calls).toHaveLength(1);
  expect(dollarsOf(seen)).toEqual([0, 0]);
});
