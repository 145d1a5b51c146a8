import fc from "fast-check";
import { expect, test } from "vitest";
import type { A1111Entry } from "./a1111-entry.ts";
import { a1111Catalogue } from "./catalogue.ts";
import { readCheckpoints } from "./check-key.ts";
import { isCheckpoint } from "./is-checkpoint.ts";
import { readA1111 } from "./mapping.ts";
import { a1111 } from "./vendor.ts";

const [entry] = a1111Catalogue;
if (!entry) throw new Error("There is no entry.");
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const picture = Buffer.from(png, "base64");

type Change = { whole?: boolean; calls?: string | null; references?: number };

function read(status: number, body: unknown, change: Change = {}) {
  const { whole = true, calls = null, references = 0 } = change;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = { status, body: Buffer.from(text), whole };
  return readA1111({ answer, entry: { calls }, references });
}

const info = {
  prompt: "a red fox",
  seed: 4_079_573_538,
  all_seeds: [4_079_573_538],
  sd_model_name: "sd_xl_base_1.0",
  sd_model_hash: "31e35c80fc",
  index_of_first_image: 0,
  infotexts: [`a red fox\n${"Steps: 20, ".repeat(200)}`],
};
const drawn = (images: unknown, change: object = {}) => ({
  images,
  parameters: { prompt: "a red fox", steps: 20 },
  info: JSON.stringify({ ...info, ...change }),
});

test("M12: the picture comes as base64 or as a data URI, and costs nothing", () => {
  const expected = { kind: "picture", bytes: picture, costMicros: 0, pictures: 1, warnings: [] };
  expect(read(200, drawn([png]))).toEqual(expected);
  expect(read(200, drawn([`data:image/png;base64,${png}`]))).toEqual(expected);
  // As KoboldCpp answers, and with slashes escaped as some JSON writers do.
  expect(read(200, { images: [png], parameters: {}, info: "", animated: false })).toEqual(expected);
  const escaped = JSON.stringify(drawn([png])).replaceAll("/", String.raw`\/`);
  expect(read(200, escaped)).toEqual(expected);
});

test("M12: a large picture is read alike", () => {
  const bytes = Buffer.alloc(300_000, 7);
  const uri = `data:image/png;base64,${bytes.toString("base64")}`;
  for (const data of [bytes.toString("base64"), uri])
    expect(read(200, drawn([data]))).toMatchObject({ kind: "picture", bytes });
});

test("M12: of several pictures the first that is none of the grid's is kept", () => {
  const other = Buffer.from("grid").toString("base64");
  expect(read(200, drawn([other, png], { index_of_first_image: 1 }))).toMatchObject({
    bytes: picture,
  });
  expect(read(200, drawn([png, other]))).toMatchObject({ bytes: picture });
  expect(read(200, drawn([png], { index_of_first_image: 7 }))).toMatchObject({ bytes: picture });
});

test("a checkpoint that the server passed over is told of", () => {
  const warnings = [{ code: "other_model", message: expect.stringContaining("sd_xl_base_1.0") }];
  expect(read(200, drawn([png]), { calls: "dreamshaper_8" })).toMatchObject({ warnings });
  for (const calls of ["sd_xl_base_1.0.safetensors [31e35c80fc]", "31e35c80fc"])
    expect(read(200, drawn([png]), { calls })).toMatchObject({ warnings: [] });
  // KoboldCpp has one model and does not say which.
  expect(read(200, { images: [png], info: "" }, { calls: "x" })).toMatchObject({ warnings: [] });
});

test("references that were left out are told of", () => {
  expect(read(200, drawn([png]), { references: 1 })).toMatchObject({ warnings: [] });
  expect(read(200, drawn([png]), { references: 2 })).toMatchObject({
    warnings: [{ code: "references_left_out", message: expect.stringContaining("first of 2") }],
  });
});

const undrawn = { kind: "no_picture", why: "draw_failed", code: "no_picture", costMicros: 0 };
const account = (code: string) => ({ kind: "account", reason: { code, until: null } });
const raised = (error: string, errors: string) => ({ error, detail: "", body: "", errors });
const http = (detail: string) => ({ error: "HTTPException", detail, body: "", errors: "" });

test.each<[string, number, unknown, object]>([
  ["no images", 200, drawn([]), undrawn],
  ["images: null", 200, drawn(null), undrawn],
  ["an empty image, as KoboldCpp gives where it failed", 200, { images: [""] }, undrawn],
  ["other JSON", 200, {}, undrawn],
  ["broken base64", 200, drawn(["a*b"]), { kind: "no_picture", code: "unreadable_answer" }],
  ["no JSON", 200, "hello", { kind: "ambiguous" }],
  ["JSON that is no object", 200, "[1]", { kind: "ambiguous" }],
  ["a wrong password", 401, http("Incorrect username or password"), account("bad_key")],
  [
    "a wrong key at KoboldCpp",
    401,
    {
      detail: {
        error: "Unauthorized",
        msg: "Authentication key is missing or invalid.",
        type: "unauthorized",
      },
    },
    {
      kind: "account",
      reason: { code: "bad_key", message: expect.stringContaining("missing or invalid") },
    },
  ],
  ["a proxy that wants money", 402, "Payment Required", account("no_credit")],
  ["a proxy that lets nobody in", 403, "Forbidden", account("key_blocked")],
  [
    "a server without its API",
    404,
    { detail: "Not Found" },
    {
      kind: "account",
      reason: { code: "provider_unreachable", message: expect.stringContaining("--api") },
    },
  ],
  [
    "a page that takes no POST",
    405,
    { detail: "Method Not Allowed" },
    account("provider_unreachable"),
  ],
  [
    "a checkpoint that is refused",
    404,
    http("Model not found"),
    {
      kind: "account",
      reason: { code: "model_unknown", message: expect.stringContaining("no checkpoint x") },
    },
  ],
  [
    "a checkpoint that Forge does not have",
    500,
    raised("RuntimeError", "model 'x' not found"),
    account("model_unknown"),
  ],
  ["an unknown sampler", 400, http("Sampler not found"), { kind: "bad_request" }],
  [
    "an unknown sampler, as it was said before",
    404,
    http("Sampler not found"),
    { kind: "bad_request" },
  ],
  [
    "a wrong field",
    422,
    {
      detail: [
        { loc: ["body", "width"], msg: "value is not a valid integer", type: "type_error.integer" },
        { loc: ["body", 0], msg: "x", type: "y" },
      ],
    },
    {
      kind: "bad_request",
      message: expect.stringContaining("width: value is not a valid integer; 0: x"),
    },
  ],
  [
    "a full graphics card",
    500,
    raised("OutOfMemoryError", "CUDA out of memory. Tried to allocate 2.25 GiB"),
    {
      kind: "provider_failed",
      message: expect.stringMatching(/ran out of memory: choose a smaller size.*2\.25 GiB/u),
    },
  ],
  [
    "a picture of nothing",
    500,
    raised("NansException", "A tensor with all NaNs was produced in Unet."),
    { kind: "provider_failed", message: expect.stringContaining("all NaNs") },
  ],
  [
    "KoboldCpp at work for another",
    503,
    { detail: { msg: "Server is busy; please try again later.", type: "service_unavailable" } },
    { kind: "overloaded" },
  ],
  [
    "KoboldCpp with a limit",
    503,
    {
      detail: {
        msg: "You are sending requests too quickly. Please try again in 7 seconds.",
        type: "service_unavailable",
      },
    },
    { kind: "rate_limited", waitMs: 7000 },
  ],
  ["a proxy's limit", 429, "<html>Too Many Requests</html>", { kind: "overloaded" }],
  [
    "a proxy without a server behind it",
    502,
    "<html>Bad Gateway</html>",
    { kind: "provider_failed" },
  ],
  ["a proxy that gave up", 504, "<html>Gateway Time-out</html>", { kind: "ambiguous" }],
  ["nothing at all", 500, "", { kind: "provider_failed" }],
  ["a redirect", 307, "", { message: expect.stringContaining("check A1111_BASE_URL") }],
])("M12: %s is read as what it is", (_, status, body, expected) => {
  expect(read(status, body, { calls: "x" })).toMatchObject(expected);
});

test("R7: a proxy's limit holds for as long as its headers say", () => {
  const answer = { status: 429, body: Buffer.from("<html>"), whole: true, retryAfterMs: 7000 };
  expect(readA1111({ answer, entry, references: 0 })).toMatchObject({
    kind: "rate_limited",
    waitMs: 7000,
  });
});

test("M12: a cut answer is a doubt, a cut error whose JSON is complete is none", () => {
  expect(read(200, '{"images":["iVBO', { whole: false })).toMatchObject({ kind: "ambiguous" });
  expect(read(502, "<html>", { whole: false })).toMatchObject({ kind: "ambiguous" });
  expect(read(500, raised("X", "y"), { whole: false })).toMatchObject({ kind: "provider_failed" });
});

test("M12: whatever comes, it is read, costs nothing and never throws", () => {
  const names = fc.constantFrom("images", "info", "detail", "errors", "error", "msg", "loc", "x");
  const { shaped } = fc.letrec((tie) => ({
    shaped: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.constant("A".repeat(2000))),
      fc.array(tie("shaped"), { maxLength: 3 }),
      fc.dictionary(names, tie("shaped"), { maxKeys: 4 }),
    ),
  }));
  const statuses = fc.constantFrom(200, 400, 401, 404, 408, 422, 429, 500, 503, 504);
  fc.assert(
    fc.property(statuses, shaped, fc.boolean(), (status, body, whole) => {
      const reading = read(status, JSON.stringify(body), { whole, calls: "x" });
      return !("costMicros" in reading) || reading.costMicros === 0;
    }),
    { numRuns: 1500 },
  );
});

test.each([
  ["sd_xl_base_1.0", true],
  ["sd_xl_base_1.0.safetensors", true],
  [String.raw`sdxl\sd_xl_base_1.0.safetensors [31e35c80fc]`, true],
  ["sdxl/SD_XL_base_1.0", true],
  ["31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b", true],
  ["sd_xl_base", false],
  ["31e35c80ff", false],
])("a checkpoint goes by the name %s: %s", (called, is) => {
  expect(isCheckpoint(called, { name: "sd_xl_base_1.0", hash: "31e35c80fc" })).toBe(is);
});

test("a key is good where the list of checkpoints is shown, and draws with what is on it", () => {
  const own: A1111Entry[] = [
    entry,
    { ...entry, id: "xl", calls: "sd_xl_base_1.0" },
    { ...entry, id: "gone", calls: "dreamshaper_8" },
  ];
  const list = (status: number, json: unknown) =>
    readCheckpoints(status, Buffer.from(JSON.stringify(json)), own);
  expect(
    list(200, [
      {
        title: "sd_xl_base_1.0.safetensors [31e35c80fc]",
        model_name: "sd_xl_base_1.0",
        hash: null,
      },
      null,
    ]),
  ).toEqual({
    verdict: "works",
    message: "The server has 2 checkpoints.",
    models: ["stable-diffusion", "xl"],
  });
  expect(list(401, http("Incorrect username or password"))).toMatchObject({ verdict: "refused" });
  expect(list(404, { detail: "Not Found" })).toMatchObject({
    verdict: "unreachable",
    message: expect.stringContaining("--api"),
  });
  expect(list(200, {})).toMatchObject({ verdict: "unreachable" });
});

test("the entry draws in multiples of 8, for nothing, one at a time, and nobody gets it unasked", () => {
  expect(entry).toMatchObject({
    needsKey: false,
    simulated: false,
    mayBeDefault: false,
    callsAtOnce: 1,
    prices: { input: 0, text: 0, image: 0 },
  });
  for (const size of entry.imageSizes) {
    expect(entry.deadlineMs[size]).toBe(1_800_000);
    for (const ratio of entry.aspectRatios) {
      const [width = 1, height = 1] = entry.pixels[size]?.[ratio] ?? [];
      expect((width % 8) + (height % 8)).toBe(0);
      const area = (size === "1K" ? 1024 : 512) ** 2;
      expect(Math.abs((width * height) / area - 1)).toBeLessThan(0.04);
    }
  }
});

test.each<[string, unknown, boolean]>([
  ["calls", null, true],
  ["calls", "sd_xl_base_1.0", true],
  ["calls", "", false],
  ["steps", 30, true],
  ["steps", 0, false],
  ["cfgScale", 3.5, true],
  ["cfgScale", "7", false],
  ["sampler", null, true],
  ["negativePrompt", "", true],
  ["negativePrompt", null, false],
])("a user's list may say %s: %j is %s", (field, value, holds) => {
  expect(a1111.ownFields[field]?.holds(value)).toBe(holds);
});
