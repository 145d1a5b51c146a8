import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rawCall } from "../../test/raw-call.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

type Inputs = Record<string, unknown>;

/** ComfyUI's own first graph, with other inputs for some of its nodes. */
function graphOf(prompt: string, changes: Record<string, Inputs> = {}) {
  const node = (id: string, class_type: string, inputs: Inputs) => ({
    [id]: { class_type, inputs: { ...inputs, ...changes[id] } },
  });
  return {
    ...node("4", "CheckpointLoaderSimple", { ckpt_name: "sd_xl_base_1.0.safetensors" }),
    ...node("5", "EmptyLatentImage", { width: 832, height: 1216, batch_size: 1 }),
    ...node("6", "CLIPTextEncode", { text: prompt, clip: ["4", 1] }),
    ...node("7", "CLIPTextEncode", { text: "text, watermark", clip: ["4", 1] }),
    ...node("3", "KSampler", {
      seed: 156_680_208_700_286,
      steps: 20,
      cfg: 8,
      sampler_name: "euler",
      scheduler: "normal",
      denoise: 1,
      model: ["4", 0],
      positive: ["6", 0],
      negative: ["7", 0],
      latent_image: ["5", 0],
    }),
    ...node("8", "VAEDecode", { samples: ["3", 0], vae: ["4", 2] }),
    ...node("9", "SaveImage", { filename_prefix: "ComfyUI", images: ["8", 0] }),
  };
}

function post(body: unknown, headers: Record<string, string> = {}, path = "/comfyui/prompt") {
  return rawCall({ url: emulator.url, path, key: null, body, headers });
}

async function submit(prompt: unknown, more: Inputs = {}) {
  const { status, text } = await post({ prompt, client_id: "us", ...more });
  return { status, body: JSON.parse(text) };
}

async function get(path: string) {
  const reply = await fetch(`${emulator.url}/comfyui${path}`);
  return { status: reply.status, body: JSON.parse(await reply.text()) };
}

/** Asks until the history knows the job. */
async function finished(id: string) {
  await expect.poll(async () => (await get(`/history/${id}`)).body[id]).toBeDefined();
  return (await get(`/history/${id}`)).body[id];
}

function view(file: { filename: string; subfolder: string; type: string }) {
  return fetch(`${emulator.url}/comfyui/view?${new URLSearchParams(file).toString()}`);
}

async function upload(name: string, bytes: Uint8Array<ArrayBuffer>, fields: Inputs = {}) {
  const form = new FormData();
  form.set("image", new File([bytes], name, { type: "image/png" }));
  for (const [field, value] of Object.entries(fields)) form.set(field, String(value));
  const reply = await fetch(`${emulator.url}/comfyui/upload/image`, { method: "POST", body: form });
  return { status: reply.status, body: reply.ok ? JSON.parse(await reply.text()) : null };
}

async function pngOf(width: number, height: number) {
  const background = "#345";
  const png = await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
  return new Uint8Array(png);
}

test("a graph is answered with its id, and its picture lies behind the history with the latent's size", async () => {
  const { status, body } = await submit(graphOf("a red fox"));
  expect(status).toBe(200);
  expect(body).toEqual({ prompt_id: expect.any(String), number: 0, node_errors: {} });
  const entry = await finished(body.prompt_id);
  expect(entry).toMatchObject({
    prompt: [0, body.prompt_id, graphOf("a red fox"), { client_id: "us" }, ["9"]],
    status: { status_str: "success", completed: true },
    outputs: {
      "9": { images: [{ filename: "ComfyUI_00001_.png", subfolder: "", type: "output" }] },
    },
  });
  expect(entry.status.messages.map(([event]: [string]) => event)).toEqual([
    "execution_start",
    "execution_cached",
    "execution_success",
  ]);
  const file = await view(entry.outputs["9"].images[0]);
  expect(file.headers.get("content-type")).toBe("image/png");
  const picture = await sharp(Buffer.from(await file.arrayBuffer())).metadata();
  expect(picture).toMatchObject({ format: "png", width: 832, height: 1216 });
  expect(emulator.calls()).toMatchObject([
    {
      apiVersion: "comfyui",
      model: "sd_xl_base_1.0.safetensors",
      prompt: "a red fox",
      imageSize: "832x1216",
      responseId: body.prompt_id,
      billed: true,
      costMicros: 0,
      done: true,
    },
  ]);
});

test("asking and fetching again bills nothing more, and the picture stays", async () => {
  const { body } = await submit(graphOf("a fox"));
  const entry = await finished(body.prompt_id);
  for (let time = 0; time < 3; time += 1) {
    expect((await view(entry.outputs["9"].images[0])).status).toBe(200);
    expect((await get(`/history/${body.prompt_id}`)).body[body.prompt_id]).toEqual(entry);
  }
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1, pictureDownloads: 3 });
});

test("tinyPictures makes them small", async () => {
  emulator.configure({ tinyPictures: true });
  const { body } = await submit(graphOf("a fox"));
  const entry = await finished(body.prompt_id);
  const file = await view(entry.outputs["9"].images[0]);
  expect(await sharp(Buffer.from(await file.arrayBuffer())).metadata()).toMatchObject({
    width: 64,
    height: 64,
  });
});

test("an id that the caller chose is kept, and twice the same id is drawn twice", async () => {
  const prompt_id = randomUUID();
  for (let time = 0; time < 2; time += 1)
    expect((await submit(graphOf("a fox"), { prompt_id })).body.prompt_id).toBe(prompt_id);
  await expect.poll(() => emulator.bill()).toMatchObject({ calls: 2, billedCalls: 2 });
  expect(Object.keys((await get("/history")).body)).toEqual([prompt_id]);
});

test.each(["mine", randomUUID().toUpperCase(), 7])(
  "an id like %j is refused",
  async (prompt_id) => {
    expect(await submit(graphOf("a fox"), { prompt_id })).toMatchObject({
      status: 400,
      body: { error: { type: "invalid_prompt_id" }, node_errors: {} },
    });
  },
);

test("one job is drawn at a time: the history is silent until then, the queue shows who waits", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60 } });
  const ids: string[] = [];
  for (const prompt of ["a", "b", "c"]) ids.push((await submit(graphOf(prompt))).body.prompt_id);
  const { body: queue } = await get("/queue");
  const idsIn = (items: [number, string][]) => items.map(([, id]) => id);
  expect(idsIn([...queue.queue_running, ...queue.queue_pending])).toEqual(ids);
  expect(queue.queue_running).toHaveLength(1);
  expect((await get(`/history/${ids[2]}`)).body).toEqual({});
  expect((await get("/prompt")).body).toEqual({ exec_info: { queue_remaining: 3 } });
  expect(emulator.bill().unfinished).toBe(3);
  for (const id of ids) await finished(id);
  const ends = emulator.calls().map(({ finishedAt }) => Date.parse(finishedAt ?? ""));
  expect((ends[2] ?? 0) - (ends[0] ?? 0)).toBeGreaterThanOrEqual(118);
  expect((await get("/queue")).body).toEqual({ queue_running: [], queue_pending: [] });
  expect(emulator.bill()).toMatchObject({ calls: 3, billedCalls: 3, unfinished: 0 });
});

test("a graph sent to the front goes first", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60 } });
  for (const prompt of ["a", "b"]) await submit(graphOf(prompt));
  const { body } = await submit(graphOf("c"), { front: true });
  expect(body.number).toBe(-2);
  const { queue_pending } = (await get("/queue")).body;
  expect(queue_pending[0][1]).toBe(body.prompt_id);
});

test("a batch is saved under numbers that count on, below the folder in its prefix", async () => {
  const changes = {
    "5": { batch_size: 2 },
    "9": { filename_prefix: "foxes/red" },
  };
  await submit(graphOf("a fox", changes));
  const { body } = await submit(graphOf("a fox", changes));
  const { images } = (await finished(body.prompt_id)).outputs["9"];
  expect(images).toEqual([
    { filename: "red_00003_.png", subfolder: "foxes", type: "output" },
    { filename: "red_00004_.png", subfolder: "foxes", type: "output" },
  ]);
  expect((await view(images[1])).status).toBe(200);
});

test("an uploaded picture can be loaded, and a graph without an empty latent has its size", async () => {
  const { body: file } = await upload("fox.png", await pngOf(320, 240));
  expect(file).toEqual({ name: "fox.png", subfolder: "", type: "input" });
  expect((await view({ filename: "fox.png", subfolder: "", type: "input" })).status).toBe(200);
  const graph = {
    ...graphOf("a fox", { "3": { latent_image: ["11", 0] } }),
    "10": { class_type: "LoadImage", inputs: { image: "fox.png" } },
    "11": { class_type: "VAEEncode", inputs: { pixels: ["10", 0], vae: ["4", 2] } },
  };
  const { body } = await submit(graph);
  const entry = await finished(body.prompt_id);
  const drawn = await view(entry.outputs["9"].images[0]);
  expect(await sharp(Buffer.from(await drawn.arrayBuffer())).metadata()).toMatchObject({
    width: 320,
    height: 240,
  });
  expect(emulator.calls()).toMatchObject([
    { references: [{ mimeType: "image/png", file: "fox.png" }] },
  ]);
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1, fileCalls: 1 });
});

test("another picture of the same name gets a number, the same picture does not", async () => {
  const [one, other] = [await pngOf(8, 8), await pngOf(16, 8)];
  const names: string[] = [];
  for (const bytes of [one, one, other]) names.push((await upload("fox.png", bytes)).body.name);
  names.push((await upload("fox.png", other, { overwrite: true })).body.name);
  names.push((await upload("fox.png", one, { subfolder: "in" })).body.name);
  expect(names).toEqual(["fox.png", "fox.png", "fox (1).png", "fox.png", "fox.png"]);
});

test("an upload without a picture, or out of its folder, is refused", async () => {
  const form = new FormData();
  form.set("overwrite", "true");
  const url = `${emulator.url}/comfyui/upload/image`;
  expect((await fetch(url, { method: "POST", body: form })).status).toBe(400);
  expect((await upload("fox.png", await pngOf(8, 8), { subfolder: "../.." })).status).toBe(400);
});

test.each<[string, unknown, string, string]>([
  ["no graph", undefined, "no_prompt", "No prompt provided"],
  ["an empty graph", {}, "prompt_no_outputs", ""],
  [
    "a class that is not installed",
    { ...graphOf("a fox"), "10": { class_type: "FancySampler", inputs: {} } },
    "missing_node_type",
    "Node ID '#10'",
  ],
  [
    "a node without a class",
    { ...graphOf("a fox"), "10": { inputs: {} } },
    "missing_node_type",
    "Node ID '#10'",
  ],
  [
    "a picture that was not uploaded",
    {
      ...graphOf("a fox", { "3": { latent_image: ["11", 0] } }),
      "10": { class_type: "LoadImage", inputs: { image: "gone.png" } },
      "11": { class_type: "VAEEncode", inputs: { pixels: ["10", 0], vae: ["4", 2] } },
    },
    "prompt_outputs_failed_validation",
    "Custom validation failed for node: image - Invalid image file: gone.png",
  ],
  [
    "an input that is missing",
    graphOf("a fox", { "3": { latent_image: undefined } }),
    "prompt_outputs_failed_validation",
    "Required input is missing: latent_image",
  ],
  [
    "a link of the wrong kind",
    graphOf("a fox", { "8": { samples: ["4", 2] } }),
    "prompt_outputs_failed_validation",
    "Return type mismatch between linked nodes: samples, received_type(VAE) mismatch input_type(LATENT)",
  ],
  [
    "a link to nothing",
    graphOf("a fox", { "8": { samples: ["77", 0] } }),
    "prompt_outputs_failed_validation",
    "Exception when validating inner node: '77'",
  ],
  [
    "a side that is too small",
    graphOf("a fox", { "5": { width: 8 } }),
    "prompt_outputs_failed_validation",
    "Value 8 smaller than min of 16: width",
  ],
  [
    "steps that are no number",
    graphOf("a fox", { "3": { steps: "many" } }),
    "prompt_outputs_failed_validation",
    "Failed to convert an input value to a INT value: steps, many, invalid literal for int() with base 10: 'many'",
  ],
  [
    "an unknown sampler",
    graphOf("a fox", { "3": { sampler_name: "ink" } }),
    "prompt_outputs_failed_validation",
    "Value not in list: sampler_name: 'ink' not in (list of length 44)",
  ],
  ["no words", graphOf(""), "prompt_outputs_failed_validation", "Required input is missing: text"],
])("%s is 400 with what is wrong", async (_, prompt, type, details) => {
  const reply = await submit(prompt);
  expect(reply).toMatchObject({ status: 400, body: { error: { type, details } } });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0, unfinished: 0 });
});

test("what is wrong is told by node, with the outputs that come to nothing by it", async () => {
  const { body } = await submit(graphOf("a fox", { "5": { height: 8 } }));
  expect(body.node_errors).toEqual({
    "5": {
      class_type: "EmptyLatentImage",
      dependent_outputs: ["9"],
      errors: [expect.objectContaining({ type: "value_smaller_than_min" })],
    },
  });
});

test("a graph of which one output can be made is drawn, and the other told", async () => {
  const graph = { ...graphOf("a fox"), "10": { class_type: "PreviewImage", inputs: {} } };
  const { status, body } = await submit(graph);
  expect([status, Object.keys(body.node_errors)]).toEqual([200, ["10"]]);
  expect(Object.keys((await finished(body.prompt_id)).outputs)).toEqual(["9"]);
});

test("a preview lies in the temporary folder", async () => {
  const preview = { class_type: "PreviewImage", inputs: { images: ["8", 0] } };
  const { body } = await submit({ ...graphOf("a fox"), "10": preview });
  const { outputs } = await finished(body.prompt_id);
  expect(outputs["10"].images).toMatchObject([{ type: "temp" }]);
  expect((await view(outputs["10"].images[0])).status).toBe(200);
});

test("words may come from a primitive node, and a checkpoint has to be among those given", async () => {
  const words = { class_type: "PrimitiveString", inputs: { value: "a blue fox" } };
  const linked = { ...graphOf("", { "6": { text: ["10", 0] } }), "10": words };
  expect((await submit(linked)).status).toBe(200);
  expect(emulator.calls()).toMatchObject([{ prompt: "a blue fox" }]);
  emulator.configure({ liveModels: ["other.safetensors"] });
  expect((await submit(linked)).body.error.details).toBe(
    "Value not in list: ckpt_name: 'sd_xl_base_1.0.safetensors' not in ['other.safetensors']",
  );
});

test.each(["{", "[]", '{"prompt": "a fox"}'])("a body like %s gets it in trouble", async (body) => {
  const reply = await post(body);
  expect(reply).toMatchObject({
    status: 500,
    text: "500 Internal Server Error\n\nServer got itself in trouble",
  });
});

test("job_failed: the history tells the node and the exception, and nothing is billed", async () => {
  const { body } = await submit(graphOf("a fox [[job_failed]]"));
  const entry = await finished(body.prompt_id);
  expect(entry).toMatchObject({
    outputs: {},
    status: {
      status_str: "error",
      completed: false,
      messages: [
        ["execution_start", {}],
        ["execution_cached", {}],
        [
          "execution_error",
          {
            prompt_id: body.prompt_id,
            node_id: "3",
            node_type: "KSampler",
            exception_type: "torch.OutOfMemoryError",
          },
        ],
      ],
    },
  });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0, unfinished: 0 });
});

test("job_cancelled: the history tells that it was interrupted", async () => {
  const { body } = await submit(graphOf("a fox [[job_cancelled]]"));
  const { messages } = (await finished(body.prompt_id)).status;
  expect(messages[2]).toMatchObject(["execution_interrupted", { node_id: "3" }]);
  expect(emulator.bill().billedCalls).toBe(0);
});

test.each(["job_moderated", "image_safety", "no_image"])(
  "%s: a success without a picture, not billed",
  async (scenario) => {
    const { body } = await submit(graphOf(`a fox [[${scenario}]]`));
    expect(await finished(body.prompt_id)).toMatchObject({
      outputs: {},
      status: { status_str: "success" },
    });
    expect(emulator.bill()).toMatchObject({ billedCalls: 0, unfinished: 0 });
  },
);

test("job_lost: neither the history nor the queue knows it, and it was drawn", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60 } });
  const { status, body } = await submit(graphOf("a fox [[job_lost]]"));
  await submit(graphOf("another [[job_lost]]"));
  expect(status).toBe(200);
  expect((await get("/queue")).body).toEqual({ queue_running: [], queue_pending: [] });
  await expect.poll(() => emulator.bill()).toMatchObject({ billedCalls: 2, unfinished: 0 });
  expect((await get(`/history/${body.prompt_id}`)).body).toEqual({});
});

test("picture_404: the history names a file that is not there, and it is billed", async () => {
  const { body } = await submit(graphOf("a fox [[picture_404]]"));
  const { outputs } = await finished(body.prompt_id);
  expect((await view(outputs["9"].images[0])).status).toBe(404);
  expect(emulator.bill().billedCalls).toBe(1);
});

test("poll_500: so many questions after the job fail, then the picture is there", async () => {
  const { body } = await submit(graphOf("a fox [[poll_500:2]]"));
  const statuses: number[] = [];
  for (let time = 0; time < 3; time += 1)
    statuses.push((await fetch(`${emulator.url}/comfyui/history/${body.prompt_id}`)).status);
  expect(statuses).toEqual([500, 500, 200]);
  expect(await finished(body.prompt_id)).toMatchObject({ status: { completed: true } });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
});

test("a picture that cannot be opened fails the job at the node that loads it", async () => {
  await upload("fox.png", new TextEncoder().encode("no picture"));
  const graph = {
    ...graphOf("a fox", { "3": { latent_image: ["11", 0] } }),
    "10": { class_type: "LoadImage", inputs: { image: "fox.png" } },
    "11": { class_type: "VAEEncode", inputs: { pixels: ["10", 0], vae: ["4", 2] } },
  };
  const { body } = await submit(graph);
  const { messages } = (await finished(body.prompt_id)).status;
  expect(messages[2]).toMatchObject([
    "execution_error",
    { node_id: "10", exception_type: "PIL.UnidentifiedImageError" },
  ]);
});

test.each(["reset_after_accept", "reset_mid_body", "truncated_json"])(
  "%s: the id does not arrive, the job is drawn once, and who chose the id finds it",
  async (scenario) => {
    const prompt_id = randomUUID();
    const reply = await post({ prompt: graphOf(`a fox [[${scenario}]]`), prompt_id });
    expect(() => JSON.parse(reply.text)).toThrow();
    const { outputs } = await finished(prompt_id);
    expect((await view(outputs["9"].images[0])).status).toBe(200);
    expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
  },
);

test("a submission that hangs is drawn meanwhile, and answered once it is released", async () => {
  const prompt_id = randomUUID();
  const reply = post({ prompt: graphOf("a fox [[hang_before_headers]]"), prompt_id });
  await finished(prompt_id);
  await expect.poll(() => emulator.release()).toBe(1);
  expect(await reply).toMatchObject({ status: 200 });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
});

test.each([
  ["invalid_argument", 400, "prompt_outputs_failed_validation"],
  ["model_not_found", 400, "value_not_in_list"],
  ["failed_precondition", 400, "missing_node_type"],
  ["error_in_array_400", 400, '{"error":"no prompt","node_errors":[]}'],
  ["api_key_invalid", 401, "nginx"],
  ["rate_minute", 429, "nginx"],
  ["internal_500", 500, "Server got itself in trouble"],
  ["unavailable_503", 503, "nginx"],
])(
  "%s is said as ComfyUI or its proxy says it, and nothing is queued",
  async (name, status, words) => {
    const reply = await post({ prompt: graphOf(`a fox [[${name}]]`) });
    expect(reply.status).toBe(status);
    expect(reply.text).toContain(words);
    expect((await get("/history")).body).toEqual({});
    expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0, unfinished: 0 });
  },
);

test("gateway_timeout_504: the proxy gives up, and the job is drawn", async () => {
  const prompt_id = randomUUID();
  const reply = await post({ prompt: graphOf("a fox [[gateway_timeout_504]]"), prompt_id });
  expect(reply.status).toBe(504);
  expect(await finished(prompt_id)).toMatchObject({ status: { completed: true } });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
});

test.each(["not_a_picture", "bad_base64"])("%s: the file is no picture", async (scenario) => {
  const { body } = await submit(graphOf(`a fox [[${scenario}]]`));
  const file = await view((await finished(body.prompt_id)).outputs["9"].images[0]);
  await expect(sharp(Buffer.from(await file.arrayBuffer())).stats()).rejects.toThrow();
  expect(emulator.bill().billedCalls).toBe(1);
});

test("a download can break off", async () => {
  const { body } = await submit(graphOf("a fox"));
  const { outputs } = await finished(body.prompt_id);
  emulator.configure({ cutDownloads: 1 });
  await expect((await view(outputs["9"].images[0])).arrayBuffer()).rejects.toThrow();
  expect((await (await view(outputs["9"].images[0])).arrayBuffer()).byteLength).toBeGreaterThan(0);
});

test("where keys are given only they are let in, to everything alike", async () => {
  emulator.configure({ acceptedKeys: ["good", "me:secret"] });
  const body = { prompt: graphOf("a fox") };
  expect((await post(body)).status).toBe(401);
  expect((await post(body, { authorization: "Bearer bad" })).status).toBe(401);
  expect((await fetch(`${emulator.url}/comfyui/system_stats`)).status).toBe(401);
  const basic = `Basic ${Buffer.from("me:secret").toString("base64")}`;
  for (const headers of [
    { authorization: "Bearer good" },
    { authorization: basic },
    { "x-api-key": "good" },
  ])
    expect((await post(body, headers)).status).toBe(200);
  expect(emulator.bill()).toMatchObject({ calls: 5 });
});

test("the machine is described, also below /api, and nothing else is there", async () => {
  expect((await get("/api/system_stats")).body).toMatchObject({ devices: [{ type: "cuda" }] });
  const nowhere = await fetch(`${emulator.url}/comfyui/nothing`);
  expect([nowhere.status, await nowhere.text()]).toEqual([404, "404: Not Found"]);
  expect((await fetch(`${emulator.url}/comfyui/upload/image`)).status).toBe(405);
  expect((await view({ filename: "../secret", subfolder: "", type: "output" })).status).toBe(400);
  expect((await view({ filename: "none.png", subfolder: "", type: "output" })).status).toBe(404);
});

test("a reset forgets what waits: it is never drawn", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60 } });
  const { body } = await submit(graphOf("a fox"));
  emulator.reset();
  expect((await get("/queue")).body).toEqual({ queue_running: [], queue_pending: [] });
  const next = (await submit(graphOf("another"))).body.prompt_id;
  await finished(next);
  expect((await get("/history")).body).not.toHaveProperty(body.prompt_id);
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
});
