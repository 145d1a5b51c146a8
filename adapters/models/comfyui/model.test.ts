import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createRecordingSink } from "../http/recording-sink.fixture.ts";
import { comfyuiCatalogue } from "./catalogue.ts";
import type { ComfyUiEntry } from "./comfyui-entry.ts";
import { comfyui } from "./vendor.ts";
import type { Workflow } from "./workflow.ts";
import { inputsOf } from "./workflow.ts";
import { workflows } from "./workflows.fixture.ts";

const catalogue = comfyuiCatalogue([
  { name: "plain", json: workflows.plain },
  { name: "two", json: workflows["two passes"] },
]);
const picture = Buffer.from("a picture");
const references = [1, 2].map((n) => ({ bytes: Buffer.alloc(3000, n), mimeType: "image/png" }));
const { signal } = new AbortController();

type Seen = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer };
type Posted = { prompt: Workflow; prompt_id: string };
type Answers = (seen: Seen, response: ServerResponse, posted: Posted | null) => unknown;

/** A server that keeps what it was asked; what an answer leaves unsaid is said as ComfyUI does which has drawn at once. */
async function served(answers: Answers = () => undefined) {
  const asked: Seen[] = [];
  let posted: Posted | null = null;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const seen = { method, path: url, headers, body: Buffer.concat(chunks) };
    asked.push(seen);
    if (url === "/prompt") posted = JSON.parse(seen.body.toString()) as Posted;
    const given = answers(seen, response, posted) ?? usual(seen, posted);
    if (response.writableEnded || given === "hangs") return;
    response.end(given instanceof Buffer ? given : JSON.stringify(given));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const baseUrl = `http://127.0.0.1:${address.port}`;
  return { asked, posted: () => posted, model: comfyui.create({ baseUrl, catalogue }) };
}

function usual({ path, body }: Seen, posted: Posted | null): unknown {
  const ticket = posted?.prompt_id ?? "";
  if (path === "/prompt") return { prompt_id: ticket, number: 1, node_errors: {} };
  if (path === "/queue") return { queue_running: [], queue_pending: [] };
  if (path.startsWith("/view?")) return picture;
  if (path === "/upload/image")
    return {
      name: /filename="([^"]+)"/u.exec(body.toString("latin1"))?.[1],
      subfolder: "",
      type: "input",
    };
  const outputs = { "9": { images: [{ filename: "fox.png", subfolder: "", type: "output" }] } };
  const status = { status_str: "success", completed: true, messages: [] };
  return path === `/history/${ticket}` ? { [ticket]: { outputs, status } } : {};
}

type Model = Awaited<ReturnType<typeof served>>["model"];

async function draw(
  model: Model,
  change: {
    id?: string;
    references?: number;
    apiKey?: string;
    deadlineMs?: number;
    whenKept?: (ticket: string) => void;
  } = {},
) {
  const { id = "comfyui-plain", references: count = 0 } = change;
  const entry = entryOf(id);
  const { sink, seen, body } = createRecordingSink();
  const tickets: string[] = [];
  const end = await model.call({
    request: {
      entry,
      prompt: "a red fox",
      variation: 0,
      seed: null,
      aspectRatio: "16:9",
      imageSize: "1K",
      references: references.slice(0, count),
      apiKey: change.apiKey ?? "",
      deadlineMs: change.deadlineMs ?? 10_000,
    },
    sink,
    keepTicket: async (ticket) => {
      tickets.push(ticket);
      change.whenKept?.(ticket);
    },
    signal,
  });
  const answer = { status: seen.status, body: body(), whole: seen.state === "finished" };
  const reading =
    seen.state === "finished"
      ? model.read({ answer, entry, imageSize: "1K", references: count, nowMs: 0 })
      : null;
  return { end, tickets, reading };
}

function entryOf(id: string): ComfyUiEntry {
  const entry = catalogue.find((one) => one.id === id);
  if (!entry) throw new Error(`no ${id}`);
  return entry;
}

test("F23: a workflow is filled and put in line once, its id kept before, and its picture fetched for nothing", async () => {
  const order: string[] = [];
  const { asked, posted, model } = await served(({ method, path }) => {
    order.push(`${method} ${path}`);
    return undefined;
  });
  const { end, reading } = await draw(model, {
    whenKept: (ticket) => order.push(`kept ${ticket}`),
  });
  expect(end).toEqual({ ended: "answered" });
  expect(reading).toEqual({
    kind: "picture",
    bytes: new Uint8Array(picture),
    costMicros: 0,
    pictures: 1,
    warnings: [],
  });
  const ticket = posted()?.prompt_id ?? "";
  expect(ticket).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u);
  expect(order).toEqual([
    `kept ${ticket}`,
    "POST /prompt",
    `GET /history/${ticket}`,
    "GET /view?filename=fox.png&subfolder=&type=output",
  ]);
  expect(asked).toHaveLength(3);
  const filled = posted()?.prompt ?? {};
  expect(inputsOf(filled, "6")).toEqual({ text: "a red fox", clip: ["4", 1] });
  expect(inputsOf(filled, "5")).toEqual({ width: 1360, height: 768, batch_size: 1 });
  expect(inputsOf(filled, "7")).toEqual(inputsOf(workflows.plain, "7"));
});

test("no two pictures of a prompt have one seed, and no seed is larger than all programs can count", async () => {
  const { posted, model } = await served();
  const seeds: unknown[] = [];
  for (let time = 0; time < 4; time += 1) {
    await draw(model);
    seeds.push(inputsOf(posted()?.prompt ?? {}, "3")["seed"]);
  }
  expect(new Set(seeds).size).toBe(4);
  for (const seed of seeds) {
    expect(Number.isSafeInteger(seed)).toBe(true);
    expect(seed).toBeLessThan(2 ** 48);
  }
});

test("M12: references are uploaded first, byte for byte, and stand where the workflow loads pictures", async () => {
  const { asked, posted, model } = await served();
  await draw(model, { id: "comfyui-two", references: 2 });
  const uploads = asked.filter(({ path }) => path === "/upload/image");
  expect(asked.map(({ path }) => path).slice(0, 3)).toEqual([
    "/upload/image",
    "/upload/image",
    "/prompt",
  ]);
  const names: string[] = [];
  for (const [index, { headers, body }] of uploads.entries()) {
    const type = headers["content-type"] ?? "";
    const form = await new Response(new Uint8Array(body), {
      headers: { "content-type": type },
    }).formData();
    const file = form.get("image");
    if (!(file instanceof File)) throw new Error("no file");
    expect(file.type).toBe("image/png");
    expect(Buffer.from(await file.arrayBuffer())).toEqual(references[index]?.bytes);
    expect(form.get("overwrite")).toBe("true");
    names.push(file.name);
  }
  const filled = posted()?.prompt ?? {};
  expect(inputsOf(filled, "10")).toEqual({ image: names[0] });
  expect(inputsOf(filled, "11")).toEqual({ image: names[1] });
  // The same file in the next call, so that the server's folder does not fill up.
  await draw(model, { id: "comfyui-two", references: 1 });
  expect(inputsOf(posted()?.prompt ?? {}, "10")).toEqual({ image: names[0] });
});

test("a folder that the server puts a reference into is part of its name", async () => {
  const { posted, model } = await served(({ path }) =>
    path === "/upload/image" ? { name: "fox.png", subfolder: "den", type: "input" } : undefined,
  );
  await draw(model, { id: "comfyui-two", references: 1 });
  expect(inputsOf(posted()?.prompt ?? {}, "10")).toEqual({ image: "den/fox.png" });
});

test("R10: where a reference is not taken, nothing is put in line", async () => {
  const { asked, model } = await served(({ path }, response) => {
    if (path !== "/upload/image") return undefined;
    response.statusCode = 413;
    response.end("Maximum request body size exceeded");
    return undefined;
  });
  const { end, tickets } = await draw(model, { id: "comfyui-two", references: 1 });
  expect(end).toMatchObject({
    ended: "unreachable",
    message: expect.stringContaining("(413). Maximum request body"),
  });
  expect(tickets).toEqual([]);
  expect(asked).toHaveLength(1);
});

test("F23: a picture that is still in line is waited for, and asked after in the queue too", async () => {
  let looks = 0;
  const { asked, model } = await served(({ path }, _, posted) => {
    if (path === "/queue")
      return { queue_running: [], queue_pending: [[2, posted?.prompt_id, {}, {}, []]] };
    if (!path.startsWith("/history/")) return undefined;
    looks += 1;
    return looks < 3 ? {} : undefined;
  });
  expect((await draw(model)).reading).toMatchObject({ kind: "picture" });
  expect(asked.filter(({ path }) => path === "/queue")).toHaveLength(2);
  expect(asked.filter(({ path }) => path === "/prompt")).toHaveLength(1);
});

test("F23: a picture that is done just between the two questions is not lost", async () => {
  let looks = 0;
  const { asked, model } = await served(({ path }) => {
    if (!path.startsWith("/history/")) return undefined;
    looks += 1;
    return looks === 1 ? {} : undefined;
  });
  const { end, reading } = await draw(model);
  expect(end).toEqual({ ended: "answered" });
  expect(reading).toMatchObject({ kind: "picture" });
  expect(asked.filter(({ path }) => path === "/prompt")).toHaveLength(1);
});

test("F23: where the answer to the workflow is lost, its picture is found all the same", async () => {
  const { asked, model } = await served(({ path }, response) => {
    if (path !== "/prompt") return undefined;
    response.destroy();
    return "hangs";
  });
  const { end, reading } = await draw(model);
  expect(end).toEqual({ ended: "answered" });
  expect(reading).toMatchObject({ kind: "picture" });
  expect(asked.filter(({ path }) => path === "/prompt")).toHaveLength(1);
});

test("F23: an older server that chooses the id itself is asked by its own", async () => {
  const { asked, model } = await served(({ path }) => {
    if (path === "/prompt") return { prompt_id: "its-own", number: 1, node_errors: {} };
    if (!path.startsWith("/history/")) return undefined;
    const images = [{ filename: "old.png", subfolder: "", type: "output" }];
    return path === "/history/its-own" ? { "its-own": { outputs: { "9": { images } } } } : {};
  });
  const { reading, tickets } = await draw(model);
  expect(reading).toMatchObject({ kind: "picture" });
  expect(tickets.at(-1)).toBe("its-own");
  expect(asked.at(-1)?.path).toContain("filename=old.png");
});

test("M12: a workflow that is refused is read from its answer, and nothing is asked after", async () => {
  const { asked, model } = await served(({ path }, response) => {
    if (path !== "/prompt") return undefined;
    response.statusCode = 400;
    return {
      error: { type: "prompt_outputs_failed_validation", message: "Failed", details: "" },
      node_errors: {
        "5": {
          class_type: "EmptyLatentImage",
          errors: [
            {
              type: "value_bigger_than_max",
              message: "Value bigger than max of 16384",
              details: "width",
            },
          ],
        },
      },
    };
  });
  const { end, reading } = await draw(model);
  expect(end).toEqual({ ended: "answered" });
  expect(reading).toMatchObject({
    kind: "bad_request",
    message: expect.stringContaining("EmptyLatentImage (5): Value bigger than max"),
  });
  expect(asked).toHaveLength(1);
});

test("M12: a workflow that fails is read from the history", async () => {
  const { model } = await served(({ path }, _, posted) =>
    path.startsWith("/history/")
      ? {
          [posted?.prompt_id ?? ""]: {
            outputs: {},
            status: {
              status_str: "error",
              completed: false,
              messages: [
                [
                  "execution_error",
                  {
                    node_id: "3",
                    node_type: "KSampler",
                    exception_type: "torch.OutOfMemoryError",
                    exception_message: "Allocation on device",
                  },
                ],
              ],
            },
          },
        }
      : undefined,
  );
  expect((await draw(model)).reading).toMatchObject({
    kind: "provider_failed",
    message: expect.stringContaining("ran out of memory"),
  });
});

test("F23: what is still drawn when the time is up is left there, and fetched by its id later", async () => {
  let isDone = false;
  const { asked, model } = await served(({ path }, _, posted) => {
    if (isDone) return undefined;
    if (path === "/queue")
      return { queue_running: [[1, posted?.prompt_id, {}, {}, []]], queue_pending: [] };
    return path.startsWith("/history/") ? {} : undefined;
  });
  const { end, tickets } = await draw(model, { deadlineMs: 900 });
  expect(end).toMatchObject({ ended: "left" });
  isDone = true;
  const { sink, seen, body } = createRecordingSink();
  const entry = entryOf("comfyui-plain");
  const fetched = await model.fetch?.({
    overdue: false,
    isForgotten: false,
    ticket: tickets[0] ?? "",
    entry,
    apiKey: "",
    sink,
    signal,
  });
  expect(fetched).toEqual({ ended: "answered" });
  const answer = { status: seen.status, body: body(), whole: true };
  expect(model.read({ answer, entry, imageSize: "1K", references: 0, nowMs: 0 })).toMatchObject({
    kind: "picture",
    bytes: new Uint8Array(picture),
  });
  expect(asked.filter(({ path }) => path === "/prompt")).toHaveLength(1);
});

test.each([
  ["fox:den", `Basic ${Buffer.from("fox:den").toString("base64")}`],
  ["some-token", "Bearer some-token"],
  ["", undefined],
])("the key %j of a proxy goes along everywhere as %s", async (apiKey, authorization) => {
  const { asked, model } = await served();
  await draw(model, { apiKey });
  expect(asked.length).toBeGreaterThan(2);
  for (const { headers } of asked) expect(headers.authorization).toBe(authorization);
});

test("a server is asked how it is, and draws nothing", async () => {
  const { asked, model } = await served(({ path }) =>
    path === "/system_stats" ? { system: { comfyui_version: "0.3.75" }, devices: [] } : undefined,
  );
  expect(await model.checkKey({ apiKey: "", signal })).toEqual({
    verdict: "works",
    message: "ComfyUI 0.3.75 answers.",
    models: ["comfyui-plain", "comfyui-two"],
  });
  expect(asked).toHaveLength(1);
});
