import { Failure, successOf } from "@bunch/contracts/envelope";
import { ExecuteAnswer } from "@bunch/contracts/execution-request";
import { Manifest } from "@bunch/contracts/manifest";
import { EstimateAnswer } from "@bunch/contracts/model";
import { readRows } from "@bunch/contracts/import/read-rows";
import { Result } from "@bunch/contracts/result";
import { pathOf, routes } from "@bunch/contracts/routes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formOf } from "./testing/form-of.ts";
import { pictures } from "./testing/pictures.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true, env: { MAX_PROMPTS: "5" } });
});
afterAll(() => server?.close());

const data = pictures.png.toString("base64");
const rows = [
  "a red fox",
  { prompt: "a blue hare", aspect_ratio: "16:9", image_size: "2k", references: [2] },
  { prompt: "a green frog", references: [], file_name: "Frog №1.png" },
  { prompt: "a plain bear", aspect_ratio: "1:1", image_size: "1K", references: [2, 1] },
];
const answerOf = async (response: Response) =>
  successOf(ExecuteAnswer).parse(await response.json()).data;
const resultsOf = async (id: string) =>
  successOf(Result.array()).parse(await (await server.call(pathOf("listResults", id))).json()).data;
const callsOf = (key: string) =>
  server.emulator
    .calls()
    .filter((call) => call.keyLastFour === key.slice(-4))
    .map((call) => [call.prompt, call.aspectRatio, call.imageSize, call.references.length])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));

test("P11, P12: each row is called with its own ratio, size and references, and run again as it was", async () => {
  const key = "AIzaRowsOfTheirOwn1";
  const body = { prompts: rows, api_key: key, reference_images: [{ data }, { data }] };
  const first = await server.execute(body);
  const again = await answerOf(await server.send({ workflow_id: first.workflow_id }));
  expect(again.estimated_cost).toEqual(first.estimated_cost);
  for (const { execution_id: id } of [first, again]) {
    expect(await server.ended(id)).toMatchObject({ aspect_ratio: "1:1", image_size: "1K" });
    expect((await resultsOf(id)).map((one) => [one.aspect_ratio, one.image_size])).toEqual([
      [null, null],
      ["16:9", "2K"],
      [null, null],
      [null, null],
    ]);
  }
  expect(callsOf(key)).toEqual(
    [
      ["a blue hare", "16:9", "2K", 1],
      ["a green frog", "1:1", "1K", 0],
      ["a plain bear", "1:1", "1K", 2],
      ["a red fox", "1:1", "1K", 2],
    ].flatMap((line) => [line, line]),
  );
});

test("P12: a failed row is retried with what it has of its own", async () => {
  const prompts = [
    { prompt: "fine" },
    { prompt: "wide [[safety,ok]]", aspect_ratio: "21:9", image_size: "2K" },
  ];
  const key = "AIzaRowsRetried99";
  const { execution_id: id } = await server.execute({ prompts, api_key: key });
  expect((await server.ended(id)).stats).toMatchObject({ failed: 1 });
  expect((await server.call(pathOf("retry", id), { method: "POST" })).status).toBe(200);
  expect((await server.ended(id)).stats).toMatchObject({ failed: 0, successful: 2 });
  const wide = [prompts[1]?.prompt, "21:9", "2K", 0];
  expect(callsOf(key)).toEqual([["fine", "1:1", "1K", 0], wide, wide]);
});

test("P13: a row's picture has its own name in the manifest, and what was asked for stands beside each", async () => {
  const { execution_id: id } = await server.execute({
    prompts: rows,
    model: "simulator",
    reference_images: [{ data }, { data }],
    variations: 2,
  });
  await server.ended(id);
  const manifest = Manifest.parse(await (await server.call(pathOf("manifestJson", id))).json());
  expect(
    manifest.results.map((one) => [one.file_name, one.aspect_ratio, one.image_size]),
  ).toMatchObject([
    ["1a-a-red-fox.png", "1:1", "1K"],
    ["1b-a-red-fox.png", "1:1", "1K"],
    ["2a-a-blue-hare.png", "16:9", "2K"],
    ["2b-a-blue-hare.png", "16:9", "2K"],
    ["Frog №1-a.png", "1:1", "1K"],
    ["Frog №1-b.png", "1:1", "1K"],
    ["4a-a-plain-bear.png", "1:1", "1K"],
    ["4b-a-plain-bear.png", "1:1", "1K"],
  ]);
  const csv = await (await server.call(pathOf("manifestCsv", id))).text();
  expect(csv).toContain("a blue hare,completed,simulator,16:9,2K");
  // A manifest is a list of prompts itself.
  const takes = { aspectRatios: null, imageSizes: null, references: null };
  const read = readRows({ fileName: "manifest.csv", text: csv, maxPrompts: 9, takes });
  expect(read.problems).toEqual([]);
  expect(read.rows[4]?.entry).toEqual({
    prompt: "a green frog",
    aspect_ratio: "1:1",
    image_size: "1K",
    file_name: "Frog №1-a",
  });
});

test("M11: the price sums row by row; a row that is no row is refused as in a run", async () => {
  const estimate = async (prompts: unknown[]) =>
    server.call(routes.estimate.path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ prompts, reference_image_count: 2 }),
    });
  const priceOf = async (prompts: unknown[]) =>
    successOf(EstimateAnswer).parse(await (await estimate(prompts)).json()).data;
  const plain = await priceOf(["a fox", "a fox"]);
  const large = await priceOf([
    { prompt: "a fox", image_size: "4K" },
    { prompt: "a fox", image_size: "4K" },
  ]);
  const mixed = await priceOf(["a fox", { prompt: "a fox", image_size: "4K" }]);
  expect(mixed.estimated_cost.totalCost).toBeGreaterThan(plain.estimated_cost.totalCost);
  expect(mixed.estimated_cost.totalCost).toBeCloseTo(
    (plain.estimated_cost.totalCost + large.estimated_cost.totalCost) / 2,
    1,
  );
  expect(mixed.high_cost).toBeGreaterThan(plain.high_cost);
  const refused = await estimate(["a fox", { prompt: "a fox", image_size: "9K" }]);
  expect(refused.status).toBe(422);
  expect(Failure.parse(await refused.json()).error.details).toMatchObject({
    field: "image_size",
    prompt: 2,
  });
});

test("P7, X10: rows count as prompts, come in a form too, and another row under the same key is another request", async () => {
  const tooMany = await server.send({
    model: "simulator",
    prompts: [...rows, ...rows.slice(0, 2)],
  });
  expect(Failure.parse(await tooMany.json()).error.code).toBe("too_many_prompts");
  const headers = { "Idempotency-Key": "rows-1" };
  const asForm = (ratio: string) =>
    formOf({
      model: "simulator",
      prompts: JSON.stringify([{ aspect_ratio: ratio, prompt: "a fox" }]),
    });
  const first = await answerOf(await server.send(asForm("16:9"), headers));
  const json = { model: "simulator", prompts: [{ prompt: "a fox", aspect_ratio: "16:9" }] };
  expect(await answerOf(await server.send(json, headers))).toEqual(first);
  const other = await server.send(asForm("9:16"), headers);
  expect(Failure.parse(await other.json()).error.code).toBe("idempotency_key_reused");
});
