import { readFileSync } from "node:fs";
import { Failure, successOf } from "@bunch/contracts/envelope";
import { ExecuteAnswer } from "@bunch/contracts/execution-request";
import type { Result } from "@bunch/contracts/result";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulated, startEmulated } from "../gemini/testing/start-emulated.ts";

/** Whole batches with a seed, drawn by every vendor over HTTP, and what arrived there. */
const workflows = JSON.parse(
  readFileSync(
    new URL("../../../../adapters/models/comfyui/fixtures/workflows.json", import.meta.url),
    "utf8",
  ),
) as Record<string, unknown>;

let emulated: Emulated;
beforeAll(async () => {
  emulated = await startEmulated({
    emulator: { latency: { kind: "fixed", ms: 50 } },
    dataFiles: {
      "comfyui/plain.json": JSON.stringify(workflows["plain"]),
      "models.json": JSON.stringify([{ id: "gemini-3-pro-image", takesSeed: true }]),
    },
  });
});
afterAll(() => emulated.stop());

let batches = 0;
async function drawn(model: string, fields: Record<string, string>, prompt = "a fox") {
  batches += 1;
  const key = `canary-of-a-seed-${String(batches).padStart(4, "0")}`;
  const own = `${model} draws ${prompt} (${batches})`;
  const seen = await emulated.ended(
    await emulated.submit(own, { key, fields: { model, ...fields } }),
  );
  expect(seen.execution.status).toBe("completed");
  // No key tells whose a call of a server of one's own was; the prompts do.
  const calls = emulated.emulator.calls().filter((call) => call.prompt === own);
  return { ...seen, calls, seeds: calls.map(({ seed }) => seed) };
}

const inOrder = (seeds: readonly (number | null)[]) =>
  seeds.toSorted((one, other) => (one ?? -1) - (other ?? -1));

/** The colour in a corner: the whole picture follows from what it was drawn from, its file from the call too. */
async function colourOf(result: Result | undefined): Promise<string> {
  const bytes = Buffer.from(await (await fetch(result?.result_url ?? "")).arrayBuffer());
  const { data } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return data.subarray(0, 3).toString("hex");
}

const taking = [
  "stable-diffusion",
  "comfyui-plain",
  "fal-flux-2-pro",
  "replicate-flux-schnell",
  "flux-2-pro",
  "flux-2-klein-9b",
];

describe.each(taking)("M17: %s", (model) => {
  test.concurrent("each picture of a prompt is asked for with a number of its own, the same in every attempt", async () => {
    const seen = await drawn(model, { seed: "4294967294", variations: "3" });
    expect(seen.execution).toMatchObject({ seed: 4294967294, warnings: [] });
    expect(inOrder(seen.seeds)).toEqual([0, 4294967294, 4294967295]);
    const again = await drawn(model, { seed: "0" }, "a hare [[internal_500,ok]]");
    expect(again.seeds).toEqual([0, 0]);
  });

  test.concurrent("the same seed draws the same, another one something else", async () => {
    const prompt = `${model}, one and the same`;
    const one = async (seed: string) => {
      batches += 1;
      const key = `canary-of-a-seed-${String(batches).padStart(4, "0")}`;
      const seen = await emulated.ended(
        await emulated.submit(prompt, { key, fields: { model, seed } }),
      );
      return colourOf(seen.results[0]);
    };
    const first = await one("7");
    expect(await one("7")).toBe(first);
    expect(await one("8")).not.toBe(first);
  });

  test.concurrent("without a wish none of ours is chosen", async () => {
    const seen = await drawn(model, {});
    expect(seen.execution.seed).toBeNull();
    // ComfyUI has to be given one: by chance, and of its own range.
    if (model === "comfyui-plain") expect(seen.seeds[0]).toBeGreaterThan(0);
    else expect(seen.seeds).toEqual([null]);
  });
});

test.concurrent.each([
  "gemini-nano-banana-2.1",
  "vertex-gemini-nano-banana-2.1",
  "gpt-image-2",
  "flux-3-image",
  "fal-flux-3-image",
  "fal-seedream-5-flash",
  "replicate-seedream-5-lite",
])("M17: %s takes none: nothing is sent, nothing kept, and a warning says so", async (model) => {
  const seen = await drawn(model, { seed: "7" });
  expect(seen.seeds).toEqual([null]);
  expect(seen.execution.seed).toBeNull();
  expect(seen.execution.warnings).toEqual([
    { code: "seed_not_taken", message: expect.stringMatching(/takes no seed: its pictures are/u) },
  ]);
});

test.concurrent("M17, M1: a models.json that says a model takes one has it sent, in the numbers that the vendor counts in", async () => {
  const seen = await drawn("gemini-3-pro-image", { seed: "4294967295", variations: "2" });
  expect(inOrder(seen.seeds)).toEqual([0, 2_147_483_647]);
});

test.concurrent("M17: the simulator draws the same from the same seed, and others for further pictures", async () => {
  const prompt = "a fox on a hill";
  const hashes = async (fields: Record<string, string>) => {
    const seen = await emulated.ended(
      await emulated.submit(prompt, { key: "none", fields: { model: "simulator", ...fields } }),
    );
    const pictures = seen.results.map(async ({ result_url: url }) =>
      Buffer.from(await (await fetch(url ?? "")).arrayBuffer()).toString("base64"),
    );
    return Promise.all(pictures);
  };
  const [one, two] = await hashes({ seed: "41", variations: "2" });
  expect(two).not.toBe(one);
  expect(await hashes({ seed: "42" })).toEqual([two]);
  expect(await hashes({})).not.toEqual([one]);
});

test.concurrent("M17, X12: a workflow run again keeps its seed, which may not be given beside it", async () => {
  const model = "flux-2-pro";
  const first = await drawn(model, { seed: "99" });
  const post = (body: object) =>
    fetch(`${emulated.bunch.url}/api/nano-banana/execute`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ workflow_id: first.execution.workflow_id, ...body }),
    });
  const refused = await post({ seed: 5 });
  expect(refused.status).toBe(400);
  expect(Failure.parse(await refused.json()).error.details?.field).toBe("seed");
  const { data: answer } = successOf(ExecuteAnswer).parse(await (await post({})).json());
  const key = "canary-of-a-seed-none";
  const again = await emulated.ended({ id: answer.execution_id, key });
  expect(again.execution).toMatchObject({ seed: 99, status: "completed" });
  const prompt = first.results[0]?.prompt_text;
  const calls = emulated.emulator.calls().filter((call) => call.prompt === prompt);
  expect(calls.map(({ seed }) => seed)).toEqual([99, 99]);
});

test.concurrent.each([
  ["-1", /seed is too small/u],
  ["4294967296", /seed is too large/u],
  ["1.5", /seed has to be a whole number/u],
  ["a fox", /seed has to be a number/u],
])("M17, X11: the seed %s is refused, naming what fits", async (seed, sentence) => {
  const refused = emulated.submit("a fox", { fields: { model: "simulator", seed } });
  await expect(refused).rejects.toMatchObject({
    status: 400,
    error: {
      code: "bad_request",
      message: expect.stringMatching(sentence),
      details: { field: "seed" },
    },
  });
});
