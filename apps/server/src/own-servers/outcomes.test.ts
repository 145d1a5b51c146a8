import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectPicture } from "../gemini/testing/expect-picture.ts";
import { type Emulated, startEmulated } from "../gemini/testing/start-emulated.ts";
import { pictures } from "../http/testing/pictures.ts";

/** Whole batches drawn by servers of one's own, over HTTP: no key, nothing to pay, one picture at a time. */
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
      "comfyui/My edit.json": JSON.stringify(workflows["edit"]),
      "comfyui/notes.txt": "no workflow",
    },
  });
});
afterAll(() => emulated.stop());

async function drawn(
  model: string,
  prompts: string[],
  more: { references?: Uint8Array[]; until?: "ended" | "paused" } = {},
) {
  const form = new FormData();
  form.set("prompts", JSON.stringify(prompts));
  form.set("model", model);
  for (const bytes of more.references ?? [])
    form.append("reference_images", new Blob([new Uint8Array(bytes)]), "reference");
  const { execution_id: id } = await emulated.bunch.client.execute(form, crypto.randomUUID());
  const batch = { id, key: "none" };
  const seen = await (more.until === "paused" ? emulated.paused(batch) : emulated.ended(batch));
  // No key tells whose a call was; the prompts do.
  const calls = emulated.emulator.calls().filter((call) => prompts.includes(call.prompt ?? ""));
  return { ...seen, calls };
}

test("workflows of the data folder are models, after their names; other files are none", async () => {
  const { data } = await emulated.bunch.client.models();
  const own = data.filter(({ vendor }) => vendor === "comfyui");
  expect(own.map(({ id }) => id)).toEqual(["comfyui-My-edit", "comfyui-plain"]);
  expect(own.every((one) => !one.needs_key && one.cost_per_image["1K"] === 0)).toBe(true);
});

describe.each([
  {
    server: "Stable Diffusion",
    model: "stable-diffusion",
    guided: "stable-diffusion",
    closed: "provider_unreachable",
  },
  { server: "ComfyUI", model: "comfyui-plain", guided: "comfyui-My-edit", closed: "key_blocked" },
])("$server", ({ server, model, guided, closed }) => {
  const own = (prompt: string) => `${server} draws ${prompt}`;

  test.concurrent("I3, K4, T5: each picture is drawn once, one at a time, stored bit for bit, for nothing", async () => {
    const prompts = ["a fox", "a bear", "an owl"].map(own);
    const seen = await drawn(model, prompts);
    expect(seen.execution).toMatchObject({ status: "completed", stats: { total_cost: 0 } });
    expect(seen.calls).toHaveLength(3);
    for (const result of seen.results) await expectPicture(result, seen.calls);
    expect(seen.calls.every((call) => call.keyLastFour === null)).toBe(true);
  });

  test.concurrent("M12: a reference goes along as it is", async () => {
    const seen = await drawn(guided, [own("a guided fox")], { references: [pictures.png] });
    expect(seen.calls).toHaveLength(1);
    expect(seen.calls[0]?.references.map((one) => one.sha256)).toEqual([
      createHash("sha256").update(pictures.png).digest("hex"),
    ]);
    await expectPicture(seen.results[0], seen.calls);
  });

  test.concurrent("R5, R9, R10: what is wrong fails, what fails passes, what breaks off is a doubt; each attempt one call", async () => {
    const prompts = [
      "nonsense [[invalid_argument]]",
      "too large [[internal_500,ok]]",
      "torn [[reset_mid_body,ok]]",
    ].map(own);
    const seen = await drawn(model, prompts);
    expect(seen.results[0]).toMatchObject({ status: "failed", error_code: "bad_request" });
    expect(seen.results.slice(1).map((one) => one.status)).toEqual(["completed", "completed"]);
    // ComfyUI knows a request by the id that we chose, so that nothing is drawn twice where its answer broke off.
    expect(seen.calls).toHaveLength(server === "ComfyUI" ? 4 : 5);
  });

  test.concurrent("R6: a server that lets nobody draw pauses the batch", async () => {
    const seen = await drawn(model, [own("nothing [[service_disabled]]")], { until: "paused" });
    expect(seen.execution.reason?.code).toBe(closed);
  });
});
