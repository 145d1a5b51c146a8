import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { Ask, Reply } from "../queued/queued-vendor.ts";
import { PrepareFailed } from "../queued/queued-vendor.ts";
import { replicateCatalogue } from "./catalogue.ts";
import { replicateQueue } from "./replicate-queue.ts";

type Reference = { bytes: Buffer; mimeType: string };

const first = { bytes: Buffer.from("first"), mimeType: "image/png" };
const second = { bytes: Buffer.from("second"), mimeType: "image/jpeg" };
const asksNothing: Ask = () => Promise.reject(new Error("Nothing has to be asked before."));

async function submit(
  model: string,
  change: { imageSize?: string; references?: Reference[]; ask?: Ask },
) {
  const entry = replicateCatalogue.find(({ id }) => id === model);
  if (!entry) throw new Error(`There is no ${model}.`);
  const { path, contentType, body, ticket, headers } = await replicateQueue.submission({
    request: {
      entry,
      prompt: 'A "red" fox\n🦊',
      variation: 0,
      seed: null,
      aspectRatio: "16:9",
      imageSize: change.imageSize ?? "1K",
      references: change.references ?? [],
      apiKey: "secret",
      deadlineMs: 1000,
    },
    entry,
    ask: change.ask ?? asksNothing,
  });
  const text = Buffer.concat(body.pieces).toString("utf8");
  expect(body.contentLength).toBe(Buffer.byteLength(text));
  // Asked to wait, Replicate would hold the connection and the id back with it.
  expect([contentType, ticket, headers]).toEqual(["application/json", null, undefined]);
  return { path, fields: JSON.parse(text) };
}

test("a model is told what its own fields are called", async () => {
  expect(await submit("replicate-flux-3-image", { imageSize: "2K" })).toEqual({
    path: "/v1/models/black-forest-labs/flux-3-image/predictions",
    fields: {
      input: {
        prompt: 'A "red" fox\n🦊',
        aspect_ratio: "16:9",
        resolution: "2k",
        grounding: false,
        output_format: "png",
      },
    },
  });
  const { fields } = await submit("replicate-flux-schnell", {});
  expect(fields.input).toEqual({
    prompt: 'A "red" fox\n🦊',
    aspect_ratio: "16:9",
    num_outputs: 1,
    megapixels: "1",
    output_format: "png",
  });
});

test.each([
  ["replicate-flux-3-image", "images"],
  ["replicate-seedream-5-lite", "image_input"],
])(
  "several small references stand in %s's %s as data URIs, in their order",
  async (model, field) => {
    const { fields } = await submit(model, { references: [first, second] });
    expect(fields.input[field]).toEqual([
      `data:image/png;base64,${first.bytes.toString("base64")}`,
      `data:image/jpeg;base64,${second.bytes.toString("base64")}`,
    ]);
  },
);

test("large references are uploaded before, each as it is, and named by their addresses", async () => {
  const large = { bytes: randomBytes(300_000), mimeType: "image/webp" };
  const asked: { path: string; type: string | undefined; body: Buffer }[] = [];
  const ask: Ask = async ({ method, path, contentType, body }) => {
    expect(method).toBe("POST");
    const sent = Buffer.concat(body?.pieces ?? []);
    expect(sent.byteLength).toBe(body?.contentLength);
    asked.push({ path, type: contentType, body: sent });
    const text = JSON.stringify({
      id: "x",
      urls: { get: `https://api.replicate.com/v1/files/${asked.length}` },
    });
    return { status: 201, text };
  };
  const { fields } = await submit("replicate-flux-3-image", { references: [large, first], ask });
  expect(fields.input.images).toEqual([
    "https://api.replicate.com/v1/files/1",
    "https://api.replicate.com/v1/files/2",
  ]);
  expect(asked.map(({ path }) => path)).toEqual(["/v1/files", "/v1/files"]);
  for (const [at, reference] of [large, first].entries()) {
    const form = await new Response(asked[at]?.body, {
      headers: { "content-type": asked[at]?.type ?? "" },
    }).formData();
    const file = form.get("content");
    if (!(file instanceof File)) throw new Error("It is no file.");
    expect(file.type).toBe(reference.mimeType);
    expect(Buffer.from(await file.arrayBuffer()).equals(reference.bytes)).toBe(true);
  }
});

test.each<[string, Reply, string]>([
  [
    "is refused",
    { status: 401, text: '{"detail":"x"}' },
    "A reference could not be uploaded (401).",
  ],
  [
    "is not answered",
    { status: null, message: "No answer came." },
    "A reference could not be uploaded: No answer came.",
  ],
  ["brings no address", { status: 201, text: "{}" }, "A reference could not be uploaded (201)."],
])("nothing is paid where an upload %s", async (_, reply, message) => {
  const large = { bytes: randomBytes(300_000), mimeType: "image/png" };
  const submitting = submit("replicate-flux-3-image", {
    references: [large],
    ask: () => Promise.resolve(reply),
  });
  await expect(submitting).rejects.toThrow(PrepareFailed);
  await expect(submitting).rejects.toThrow(message);
});

test.each([
  [401, true],
  [402, true],
  [413, true],
  [429, true],
  [408, false],
  [503, false],
])(
  "R6, R7: an upload answered with %i is read as a refusal of the request: %s",
  async (status, isRefusal) => {
    const large = { bytes: randomBytes(300_000), mimeType: "image/png" };
    const submitting = submit("replicate-flux-3-image", {
      references: [large],
      ask: () => Promise.resolve({ status, text: "{}" }),
    });
    await expect(submitting).rejects.toMatchObject({
      refusal: isRefusal ? { status, text: "{}" } : null,
    });
  },
);

test("M1: every entry has a word for each of its sizes, and pixels near to each of its ratios", () => {
  for (const entry of replicateCatalogue) {
    if (entry.sizeAs !== null) expect(Object.keys(entry.sizeWords)).toEqual(entry.imageSizes);
    expect(entry.maxReferenceImages > 0).toBe(entry.referencesAs !== null);
    for (const size of entry.imageSizes)
      for (const ratio of entry.aspectRatios) {
        const [across = 0, down = 0] = ratio.split(":").map(Number);
        const [width = 0, height = 0] = entry.pixels[size]?.[ratio] ?? [];
        expect(width / height / (across / down), `${ratio} at ${size}`).toBeCloseTo(1, 1);
      }
  }
});
