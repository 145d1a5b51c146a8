import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { callLimits } from "../http/call-once.ts";
import { createRecordingSink, noTicket } from "../http/recording-sink.fixture.ts";
import type { A1111Entry } from "./a1111-entry.ts";
import { a1111Catalogue } from "./catalogue.ts";
import { a1111 } from "./vendor.ts";

const plain = first(a1111Catalogue);
const own: A1111Entry = {
  ...plain,
  id: "dreamshaper",
  calls: "dreamshaper_8.safetensors [879db523c3]",
  steps: 30,
  cfgScale: 5.5,
  sampler: "DPM++ 2M",
  negativePrompt: "blurry",
};
const catalogue = [plain, own];
const { signal } = new AbortController();
const references = [1, 2].map((n) => ({ bytes: Buffer.alloc(70_000, n), mimeType: "image/png" }));

type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: unknown };

function first<Item>(list: readonly Item[]): Item {
  const [item] = list;
  if (!item) throw new Error("The list is empty.");
  return item;
}

/** A server that keeps what it was asked. */
async function served(answer: (response: ServerResponse, seen: Seen) => void, path = "") {
  const asked: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = "", url = "", headers } = request;
    const seen = { method, url, headers, body: text === "" ? null : (JSON.parse(text) as unknown) };
    asked.push(seen);
    answer(response, seen);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const baseUrl = `http://127.0.0.1:${address.port}${path}`;
  // Shorter than any drawing takes: it must not count before the answer has begun.
  const limits = { ...callLimits, idleTimeoutMs: 100 };
  return { asked, model: a1111.create({ baseUrl, catalogue, limits }) };
}

type Model = Awaited<ReturnType<typeof served>>["model"];

async function draw(
  model: Model,
  change: { entry?: A1111Entry; references?: number; apiKey?: string; deadlineMs?: number } = {},
) {
  const { entry = plain, references: count = 0 } = change;
  const { sink, seen, body } = createRecordingSink();
  const end = await model.call({
    request: {
      entry,
      prompt: 'a "red" fox 🦊',
      variation: 0,
      seed: null,
      aspectRatio: "16:9",
      imageSize: "1K",
      references: references.slice(0, count),
      apiKey: change.apiKey ?? "",
      deadlineMs: change.deadlineMs ?? 5000,
    },
    sink,
    keepTicket: noTicket,
    signal,
  });
  return { end, seen, body };
}

const answerPicture = (response: ServerResponse) =>
  response.end(JSON.stringify({ images: [Buffer.from("png").toString("base64")], info: "{}" }));

test("M12: words alone go to txt2img, with what the web UI's page would ask for, and no key", async () => {
  const { asked, model } = await served(answerPicture);
  const { end, body } = await draw(model);
  expect(end).toEqual({ ended: "answered" });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ method: "POST", url: "/sdapi/v1/txt2img" });
  expect(asked[0]?.headers).not.toHaveProperty("authorization");
  expect(asked[0]?.body).toEqual({
    prompt: 'a "red" fox 🦊',
    negative_prompt: "",
    width: 1360,
    height: 768,
    steps: 20,
    cfg_scale: 7,
    seed: -1,
    batch_size: 1,
    n_iter: 1,
    send_images: true,
    save_images: false,
    override_settings: {},
  });
  const answer = { status: 200, body: body(), whole: true };
  expect(
    model.read({ answer, entry: plain, imageSize: "1K", references: 0, nowMs: 0 }),
  ).toMatchObject({ kind: "picture", bytes: Buffer.from("png"), costMicros: 0 });
});

test("M12: an entry of one's own names its checkpoint, sampler, steps, scale and what is unwanted", async () => {
  const { asked, model } = await served(answerPicture);
  await draw(model, { entry: own });
  expect(asked[0]?.body).toMatchObject({
    negative_prompt: "blurry",
    steps: 30,
    cfg_scale: 5.5,
    sampler_name: "DPM++ 2M",
    override_settings: { sd_model_checkpoint: own.calls },
  });
});

test("M12: a drawing begins from the first reference, cropped to the shape that was asked for", async () => {
  const { asked, model } = await served(answerPicture);
  await draw(model, { references: 2 });
  expect(asked[0]).toMatchObject({
    url: "/sdapi/v1/img2img",
    body: { resize_mode: 1, include_init_images: false, width: 1360, height: 768 },
  });
  expect(asked[0]?.body).toHaveProperty("init_images", [references[0]?.bytes.toString("base64")]);
});

test.each([
  ["fox:den:7", `Basic ${Buffer.from("fox:den:7").toString("base64")}`],
  ["some-password", "Bearer some-password"],
])("the key %s goes as %s", async (apiKey, authorization) => {
  const { asked, model } = await served(answerPicture);
  await draw(model, { apiKey: ` ${apiKey}\n` });
  expect(asked[0]?.headers.authorization).toBe(authorization);
});

test("the API's own path behind the address is taken for what it is", async () => {
  const { asked, model } = await served(answerPicture, "/webui/sdapi/v1/");
  await draw(model);
  expect(asked[0]?.url).toBe("/webui/sdapi/v1/txt2img");
});

test("R10: a call that takes too long is in doubt, and made once", async () => {
  const { asked, model } = await served(() => {});
  const { end, seen } = await draw(model, { deadlineMs: 200 });
  expect(end).toMatchObject({ ended: "unanswered" });
  expect(seen.state).toBe("abandoned");
  expect(asked).toHaveLength(1);
});

test("a drawing may take longer than a pause within an answer", async () => {
  const { model } = await served((response) => {
    setTimeout(() => answerPicture(response), 400);
  });
  expect((await draw(model)).end).toEqual({ ended: "answered" });
});

test("the list of checkpoints tells whether a key is good, and draws nothing", async () => {
  const { asked, model } = await served((response) =>
    response.end(
      JSON.stringify([
        { title: "dreamshaper_8.safetensors [879db523c3]", model_name: "dreamshaper_8" },
      ]),
    ),
  );
  expect(await model.checkKey({ apiKey: "fox:den", signal })).toEqual({
    verdict: "works",
    message: "The server has 1 checkpoints.",
    models: ["stable-diffusion", "dreamshaper"],
  });
  expect(asked).toMatchObject([{ method: "GET", url: "/sdapi/v1/sd-models" }]);
});
