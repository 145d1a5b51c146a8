import { request as httpRequest } from "node:http";
import { Failure } from "@bunch/contracts/envelope";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formOf } from "./testing/form-of.ts";
import { pictures } from "./testing/pictures.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const limitBytes = 0.1 * 1024 ** 2;
let server: TestServer;
beforeAll(async () => {
  // A worker stands ready: a refused request that was stored all the same would be called at once.
  server = await startTestServer({
    withWorker: true,
    env: { MAX_PROMPTS: "20", MAX_REFERENCE_IMAGE_MB: "0.1" },
  });
});
afterAll(() => server?.close());

const png = () => new Blob([pictures.png]);
const good = { api_key: "test-key-1", prompts_text: "a red fox\n\na blue hare" };

type Refusal = [string, () => FormData | object, number, string, string | undefined, RegExp];

/** Second prompts that do not fit, beside one reference picture. */
const rowRefusals: [string, unknown, number, string, string, RegExp][] = [
  ["a number for a prompt", 7, 400, "bad_request", "prompts", /Prompt 2 has to be text/],
  [
    "a row without words",
    { aspect_ratio: "1:1" },
    400,
    "bad_request",
    "prompt",
    /Prompt 2: prompt/,
  ],
  ["a row of blank words", { prompt: " " }, 400, "bad_request", "prompts", /Prompt 2 is empty/],
  [
    "variations of its own",
    { prompt: "b", variations: 2 },
    400,
    "bad_request",
    "variations",
    /Prompt 2.*as often/,
  ],
  [
    "an unknown field",
    { prompt: "b", ratio: "1:1" },
    400,
    "bad_request",
    "ratio",
    /Prompt 2.*ratio/,
  ],
  [
    "a ratio that the model does not take",
    { prompt: "b", aspect_ratio: "7:5" },
    422,
    "ratio_not_taken",
    "aspect_ratio",
    /^Prompt 2:.*7:5.*16:9/,
  ],
  [
    "a size that the model does not take",
    { prompt: "b", image_size: "9K" },
    422,
    "size_not_taken",
    "image_size",
    /^Prompt 2:.*9K/,
  ],
  [
    "a reference that is not there",
    { prompt: "b", references: [1, 2] },
    400,
    "bad_request",
    "references",
    /Prompt 2 names reference picture 2; there are 1/,
  ],
  [
    "a reference that is no place",
    { prompt: "b", references: [0] },
    400,
    "bad_request",
    "references",
    /Prompt 2: references.* at least 1/,
  ],
  [
    "a file name with a path",
    { prompt: "b", file_name: "../b" },
    400,
    "bad_request",
    "file_name",
    /Prompt 2/,
  ],
  [
    "a device's name",
    { prompt: "b", file_name: "con.png" },
    400,
    "bad_request",
    "file_name",
    /Prompt 2/,
  ],
];

describe("a refusal has its status, names its field, says what to do; nothing is stored, nothing called", () => {
  const large = new Blob([new Uint8Array(limitBytes + 1)]);
  const svg = new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: "image/png" });
  const cut = new Blob([pictures.png.subarray(0, 60)]);
  const withPicture = (blob: Blob | Blob[]) => formOf({ ...good, reference_images: blob });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

  test.each<Refusal>([
    [
      "no key",
      () => ({ prompts_text: "x" }),
      400,
      "api_key_missing",
      "api_key",
      /needs an API key/,
    ],
    [
      "a key of spaces",
      () => ({ prompts_text: "x", api_key: "  " }),
      400,
      "api_key_missing",
      "api_key",
      /needs an API key/,
    ],
    [
      "a key with a line break",
      () => ({ prompts_text: "x", api_key: "ab\ncd" }),
      400,
      "bad_request",
      "api_key",
      /Copy it again/,
    ],
    ["no prompt", () => ({ api_key: "k" }), 400, "no_prompts", "prompts_text", /at least one/],
    [
      "blank prompts",
      () => formOf({ api_key: "k", prompts_text: " \n\n \t\n" }),
      400,
      "no_prompts",
      "prompts_text",
      /at least one/,
    ],
    [
      "an empty list",
      () => ({ api_key: "k", prompts: [] }),
      400,
      "no_prompts",
      "prompts",
      /at least one/,
    ],
    [
      "an empty prompt in a list",
      () => ({ api_key: "k", prompts: ["a", ""] }),
      400,
      "bad_request",
      "prompts",
      /Prompt 2/,
    ],
    ...rowRefusals.map(([name, row, status, code, field, message]): Refusal => [
      `P11: ${name}`,
      () => ({
        api_key: "k",
        prompts: ["a", row],
        reference_images: [{ data: base64(pictures.png) }],
      }),
      status,
      code,
      field,
      message,
    ]),
    [
      "P13: two pictures of one name, capitals or not",
      () => ({
        api_key: "k",
        prompts: [
          { prompt: "a", file_name: "Fox.png" },
          { prompt: "b", file_name: "fox.jpg" },
        ],
      }),
      400,
      "bad_request",
      "file_name",
      /Prompts 1 and 2.*fox/,
    ],
    [
      "P13: the name that another picture gets by itself",
      () => ({ api_key: "k", prompts: ["red fox", { prompt: "b", file_name: "1-red-fox" }] }),
      400,
      "bad_request",
      "file_name",
      /Prompts 1 and 2/,
    ],
    [
      "both kinds of prompts",
      () => ({ ...good, prompts: ["a"] }),
      400,
      "bad_request",
      "prompts",
      /not both/,
    ],
    [
      "prompts that are no JSON",
      () => formOf({ api_key: "k", prompts: "a, b" }),
      400,
      "bad_request",
      "prompts",
      /JSON list/,
    ],
    [
      "prompts that are no list",
      () => formOf({ api_key: "k", prompts: '"a"' }),
      400,
      "bad_request",
      "prompts",
      /a list/,
    ],
    [
      "21 prompts",
      () => formOf({ api_key: "k", prompts_text: "p\n\n".repeat(21) }),
      400,
      "too_many_prompts",
      "prompts_text",
      /21 prompts.*20/,
    ],
    [
      "a prompt of 8 001",
      () => ({ api_key: "k", prompts: ["a", "é".repeat(8001)] }),
      400,
      "prompt_too_long",
      "prompts",
      /Prompt 2 has 8001/,
    ],
    [
      "a NUL in a prompt",
      () => formOf({ api_key: "k", prompts_text: "a\n\nb\0c" }),
      400,
      "prompt_has_nul",
      "prompts_text",
      /Prompt 2/,
    ],
    ["a NUL in the name", () => ({ ...good, name: "a\0b" }), 400, "bad_request", "name", /NUL/],
    [
      "a name too long",
      () => ({ ...good, name: "n".repeat(201) }),
      400,
      "bad_request",
      "name",
      /at most 200/,
    ],
    [
      "5 variations",
      () => ({ ...good, variations: 5 }),
      400,
      "bad_request",
      "variations",
      /at most 4/,
    ],
    [
      "variations in words",
      () => formOf({ ...good, variations: "two" }),
      400,
      "bad_request",
      "variations",
      /a number/,
    ],
    [
      "half a variation",
      () => ({ ...good, variations: 1.5 }),
      400,
      "bad_request",
      "variations",
      /whole number/,
    ],
    [
      "a cap of nothing",
      () => ({ ...good, max_cost: 0 }),
      400,
      "bad_request",
      "max_cost",
      /more than 0/,
    ],
    [
      "a webhook in a private network",
      () => ({ ...good, webhook_url: "https://127.0.0.1/hook" }),
      400,
      "bad_request",
      "webhook_url",
      /does not lie in the open internet/,
    ],
    [
      "an unknown model",
      () => ({ ...good, model: "dall-e" }),
      422,
      "unknown_model",
      "model",
      /gemini-nano-banana-2\.1/,
    ],
    [
      "a ratio not taken",
      () => ({ ...good, aspect_ratio: "7:5" }),
      422,
      "ratio_not_taken",
      "aspect_ratio",
      /16:9/,
    ],
    [
      "a size not taken",
      () => ({ ...good, image_size: "512" }),
      422,
      "size_not_taken",
      "image_size",
      /2K/,
    ],
    [
      "an SVG called PNG",
      () => withPicture(svg),
      400,
      "reference_not_an_image",
      "reference_images",
      /PNG, JPEG or WebP/,
    ],
    [
      "a cut PNG",
      () => withPicture(cut),
      400,
      "reference_unreadable",
      "reference_images",
      /decoded/,
    ],
    [
      "4 pictures",
      () => withPicture([png(), png(), png(), png()]),
      400,
      "too_many_references",
      "reference_images",
      /at most 3/,
    ],
    [
      "a picture over the limit",
      () => withPicture(large),
      413,
      "reference_too_large",
      "reference_images",
      /0\.1 MB/,
    ],
    [
      "a picture's name without @",
      () => formOf({ ...good, reference_images: "image1.jpg" }),
      400,
      "bad_request",
      "reference_images",
      /an @/,
    ],
    [
      "a picture in another field",
      () => formOf({ ...good, image: png() }),
      400,
      "bad_request",
      "image",
      /reference_images/,
    ],
    [
      "prompts as a file",
      () => formOf({ api_key: "k", prompts_text: new Blob(["a"]) }),
      400,
      "bad_request",
      "prompts_text",
      /prompts_text=</,
    ],
    [
      "4 pictures in JSON",
      () => ({ ...good, reference_images: Array(4).fill({ data: base64(pictures.png) }) }),
      400,
      "too_many_references",
      "reference_images",
      /at most 3/,
    ],
    [
      "a large picture in JSON",
      () => ({
        ...good,
        reference_images: [{ data: base64(new Uint8Array(limitBytes + 1)), name: "x.png" }],
      }),
      413,
      "reference_too_large",
      "reference_images",
      /x\.png/,
    ],
    [
      "a picture in JSON that is no base64",
      () => ({ ...good, reference_images: [{ data: "§§§" }] }),
      400,
      "bad_request",
      "reference_images.0.data",
      /base64/,
    ],
    ["a list as body", () => [1, 2], 400, "bad_request", undefined, /object/],
    [
      "text beyond the limit",
      () => formOf({ api_key: "k", prompts_text: "x".repeat(900_000) }),
      413,
      "body_too_large",
      "prompts_text",
      /MAX_PROMPTS/,
    ],
    [
      "JSON beyond the limit",
      () => ({ api_key: "k", prompts_text: "x".repeat(3_000_000) }),
      413,
      "body_too_large",
      undefined,
      /MAX_PROMPTS/,
    ],
  ])("%s", async (_name, body, status, code, field, sentence) => {
    const before = await server.footprint();
    const response = await server.send(body());
    const { error } = Failure.parse(await response.json());
    expect({ status: response.status, code: error.code }).toEqual({ status, code });
    expect(error.details?.field).toBe(field);
    expect(error.message).toMatch(sentence);
    expect(await server.footprint()).toEqual(before);
  });

  test.each<[string, string, string]>([
    ["broken JSON", "application/json", '{"prompts_text": '],
    ["a form without a boundary", "multipart/form-data", "x"],
    [
      "a cut form",
      "multipart/form-data; boundary=b",
      '--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\nk',
    ],
    ["fields of curl -d", "application/x-www-form-urlencoded", "prompts_text=x"],
    ["another encoding", "application/json; charset=koi8-r", "{}"],
  ])("%s", async (_name, contentType, body) => {
    const before = await server.footprint();
    const response = await server.call("/api/nano-banana/execute", {
      method: "POST",
      headers: { "content-type": contentType },
      body,
    });
    expect(response.status).toBe(400);
    expect(Failure.parse(await response.json()).error.code).toBe("bad_request");
    expect(await server.footprint()).toEqual(before);
  });

  test("the number of a bad prompt stands in the details", async () => {
    const response = await server.send({ api_key: "k", prompts: ["a", "b", "c".repeat(8001)] });
    expect(Failure.parse(await response.json()).error.details).toEqual({
      field: "prompts",
      prompt: 3,
    });
  });

  test("a client that hangs up midway", async () => {
    const before = await server.footprint();
    const upload = httpRequest({
      port: server.port,
      host: "127.0.0.1",
      method: "POST",
      path: "/api/nano-banana/execute",
      headers: { "content-type": "multipart/form-data; boundary=b", "content-length": 100_000 },
    });
    upload.on("error", () => {});
    const written = new Promise((resolve) =>
      upload.write(
        '--b\r\nContent-Disposition: form-data; name="prompts_text"\r\n\r\na fox\r\n' +
          '--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\nk\r\n' +
          '--b\r\nContent-Disposition: form-data; name="reference_images"; filename="a.png"\r\n\r\n',
        resolve,
      ),
    );
    await written;
    upload.destroy();
    // The next answer proves that the server has lived on.
    expect((await server.call("/health")).status).toBe(200);
    expect(await server.footprint()).toEqual(before);
  });
});
