import { createHash } from "node:crypto";
import type { Dimensions } from "../dimensions.ts";
import { isJsonObject } from "../json-object.ts";
import type { ReceivedBody } from "../read-body.ts";
import { RequestRefused } from "../read-request.ts";
import type { ReceivedReference } from "../read-request.ts";
import { sizeProblem } from "./models.ts";
import type { EmulatedImageModel } from "./models.ts";
import { invalidRequest, openAiErrors } from "./openai-errors.ts";

/** What a call asks for, as it came. */
export interface ImageFields {
  values: ReadonlyMap<string, string>;
  references: readonly ReceivedReference[];
}

/** What a call asks for, held against the model. */
export interface ImageWish {
  prompt: string;
  references: readonly ReceivedReference[];
  modalities: string[];
  aspectRatio: null;
  imageSize: string;
  quality: string;
  dimensions: Dimensions;
}

const knownFields = new Set(
  "model prompt n size quality background moderation output_format output_compression user safety_identifier input_fidelity complexity".split(
    " ",
  ),
);
const mostReferences = 16;
const mostPromptCharacters = 32_000;

/** Reads the body of one of the two methods; throws RequestRefused. */
export async function readImageFields(
  method: "generations" | "edits",
  contentType: string,
  body: Extract<ReceivedBody, { whole: true }>,
): Promise<ImageFields> {
  const isForm = contentType.startsWith("multipart/form-data");
  if (method === "generations" && isForm)
    throw refusal(null, "Unsupported content type: 'multipart/form-data'. Use 'application/json'.");
  return isForm ? await readForm(contentType, body.bytes) : readJson(body.text);
}

function readJson(text: string): ImageFields {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refusal(null, "We could not parse the JSON body of your request.");
  }
  if (!isJsonObject(body)) throw refusal(null, "The JSON body must be an object.");
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    if (value === null) continue;
    if (typeof value !== "string" && typeof value !== "number")
      throw refusal(name, `Invalid type for '${name}'.`, "invalid_type");
    values.set(name, String(value));
  }
  return { values, references: [] };
}

async function readForm(contentType: string, bytes: Buffer): Promise<ImageFields> {
  const form = await new Response(new Uint8Array(bytes), {
    headers: { "content-type": contentType },
  })
    .formData()
    .catch(() => {
      throw refusal(null, "Could not parse multipart form");
    });
  const values = new Map<string, string>();
  const references: ReceivedReference[] = [];
  for (const [name, value] of form) {
    if (typeof value === "string") values.set(name, value);
    else if (name === "image[]" || name === "image") references.push(await readPicture(value));
    else throw refusal(name, `Unknown parameter: '${name}'.`, "unknown_parameter");
  }
  return { values, references };
}

async function readPicture(file: File): Promise<ReceivedReference> {
  const bytes = Buffer.from(await file.arrayBuffer());
  if (!["image/png", "image/jpeg", "image/webp"].includes(file.type))
    throw refusal(
      "image",
      `Invalid file 'image': unsupported mimetype ('${file.type}'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.`,
      "unsupported_file_mimetype",
    );
  const start = bytes.subarray(0, 12).toString("latin1");
  if (!/^(?:\x89PNG|\xff\xd8\xff|RIFF[^]{4}WEBP)/u.test(start))
    throw refusal("image", "Invalid image file or mode for image 1.", "invalid_image_file");
  return {
    mimeType: file.type,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes: bytes.length,
  };
}

/** Holds what was asked for against the method and the model; throws RequestRefused. */
export function imageWishOf(
  method: "generations" | "edits",
  { values, references }: ImageFields,
  model: EmulatedImageModel,
): ImageWish {
  for (const name of values.keys())
    if (!knownFields.has(name))
      throw refusal(name, `Unknown parameter: '${name}'.`, "unknown_parameter");
  const prompt = values.get("prompt") ?? "";
  if (prompt === "")
    throw new RequestRefused("no prompt", null, openAiErrors.invalid_argument_field);
  if (prompt.length > mostPromptCharacters)
    throw refusal("prompt", "Invalid 'prompt': string too long.", "string_above_max_length");
  if (method === "edits" && references.length === 0)
    throw refusal("image", "Missing required parameter: 'image'.", "missing_required_parameter");
  if (references.length > mostReferences)
    throw refusal("image", `Invalid 'image': array too long.`, "array_above_max_length");
  if ((values.get("n") ?? "1") !== "1")
    throw refusal("n", "The emulator draws one picture a call.");
  const imageSize = values.get("size") ?? "1024x1024";
  const [, width, height] = /^(\d{2,5})x(\d{2,5})$/u.exec(imageSize) ?? [];
  const dimensions = { width: Number(width ?? 1024), height: Number(height ?? 1024) };
  if (width === undefined && imageSize !== "auto")
    throw refusal("size", `Invalid value: '${imageSize}'.`);
  const problem = sizeProblem(model, dimensions);
  if (problem !== null) throw refusal("size", problem);
  const quality = values.get("quality") ?? "auto";
  const known = Object.keys(model.grids ?? { low: 1, medium: 1, high: 1 });
  if (quality !== "auto" && !known.includes(quality))
    throw refusal(
      "quality",
      `Invalid value: '${quality}'. Supported values are: ${known.map((one) => `'${one}'`).join(", ")}, and 'auto'.`,
    );
  return {
    prompt,
    references,
    modalities: ["IMAGE"],
    aspectRatio: null,
    imageSize: `${dimensions.width}x${dimensions.height}`,
    quality: quality === "auto" ? "medium" : quality,
    dimensions,
  };
}

function refusal(param: string | null, message: string, code?: string): RequestRefused {
  return new RequestRefused(message, null, invalidRequest(param, message, code));
}
