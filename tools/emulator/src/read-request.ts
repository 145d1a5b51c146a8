import { createHash } from "node:crypto";
import { badRequest, googleError } from "./google-errors.ts";
import { field, isJsonObject } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";
import type { PlannedError } from "./scenario.ts";

/** A picture that came with a prompt. */
export interface ReceivedReference {
  mimeType: string;
  sha256: string;
  bytes: number;
  /** The file's name where it came by reference, as in "files/abc". */
  file?: string;
}

/** Finds the file that a uri names; throws RequestRefused where there is none for this caller. */
export type FindFile = (uri: string) => ReceivedReference & { start: Buffer };

/** What a call asks for, before it is held against the model. */
export interface ReceivedRequest {
  prompt: string;
  references: ReceivedReference[];
  modalities: string[];
  aspectRatio: string | null;
  imageSize: string | null;
  seed: number | null;
}

/** A request that the provider would not take. */
export class RequestRefused extends Error {
  readonly reply: PlannedError;

  constructor(
    message: string,
    wrongField: string | null = null,
    reply: PlannedError | null = null,
  ) {
    super(message);
    this.reply =
      reply ??
      googleError(400, "INVALID_ARGUMENT", message, () =>
        wrongField === null ? [] : [badRequest(wrongField, message)],
      );
  }
}

const bodyFields = new Set(
  "contents tools toolConfig safetySettings systemInstruction generationConfig cachedContent model labels serviceTier store".split(
    " ",
  ),
);
const configFields = new Set(
  (
    "responseModalities imageConfig temperature topP topK candidateCount maxOutputTokens stopSequences seed presencePenalty " +
    "frequencyPenalty responseMimeType responseSchema responseJsonSchema thinkingConfig mediaResolution"
  ).split(" "),
);
const imageConfigFields = new Set(["aspectRatio", "imageSize"]);
const partFields = new Set(
  "text inlineData fileData thought thoughtSignature functionCall functionResponse mediaResolution".split(
    " ",
  ),
);
const blobFields = new Set(["mimeType", "data", "displayName"]);
const fileFields = new Set(["mimeType", "fileUri", "displayName"]);
const knownReferenceTypes = new Set([
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/heic",
  "image/heif",
]);

/** Reads a generateContent body as strictly as the provider does; throws RequestRefused. */
export function readRequest(
  body: JsonObject,
  apiVersion: string,
  findFile: FindFile,
): ReceivedRequest {
  onlyKnown(body, bodyFields, null);
  const contents = field(body, "contents");
  if (!Array.isArray(contents) || contents.length === 0)
    throw new RequestRefused(
      "* GenerateContentRequest.contents: contents is not specified\n",
      "contents",
    );
  const words: string[] = [];
  const references: ReceivedReference[] = [];
  for (const [index, content] of contents.entries())
    readContent(content, `contents[${index}]`, words, references, findFile);

  const config = objectAt(body, "generationConfig", "generation_config");
  onlyKnown(config, configFields, "generation_config");
  // The older version of the API does not know how to draw.
  if (apiVersion === "v1")
    for (const name of ["responseModalities", "imageConfig"])
      if (field(config, name) !== undefined) throw unknownName(name, "generation_config");
  const candidateCount = field(config, "candidateCount");
  if (candidateCount !== undefined && candidateCount !== 1)
    throw new RequestRefused("Multiple candidates is not enabled for this model");
  const image = objectAt(config, "imageConfig", "generation_config.image_config");
  onlyKnown(image, imageConfigFields, "generation_config.image_config");
  return {
    prompt: words.join("\n"),
    references,
    modalities: readModalities(field(config, "responseModalities")),
    aspectRatio: textAt(image, "aspectRatio", "generation_config.image_config.aspect_ratio"),
    imageSize: textAt(image, "imageSize", "generation_config.image_config.image_size"),
    seed: readSeed(field(config, "seed")),
  };
}

/** Parses a body, or refuses it in the provider's words. */
export function parsedBody(text: string): JsonObject {
  try {
    const body: unknown = JSON.parse(text);
    if (isJsonObject(body)) return body;
  } catch {
    // Said below, in the provider's words.
  }
  throw new RequestRefused("Invalid JSON payload received. Unexpected token.\n^");
}

function readContent(
  content: unknown,
  path: string,
  words: string[],
  references: ReceivedReference[],
  findFile: FindFile,
): void {
  if (!isJsonObject(content))
    throw new RequestRefused(`Invalid value at '${path}' (Content)`, path);
  onlyKnown(content, new Set(["parts", "role"]), path);
  const role = field(content, "role");
  if (role !== undefined && role !== "user" && role !== "model")
    throw new RequestRefused("Please use a valid role: user, model.");
  const parts = field(content, "parts");
  if (!Array.isArray(parts) || parts.length === 0)
    throw new RequestRefused(
      `* GenerateContentRequest.${path}.parts: contents.parts must not be empty.\n`,
      `${path}.parts`,
    );
  for (const [index, part] of parts.entries())
    readPart(part, `${path}.parts[${index}]`, words, references, findFile);
}

function readPart(
  part: unknown,
  path: string,
  words: string[],
  references: ReceivedReference[],
  findFile: FindFile,
): void {
  if (!isJsonObject(part)) throw new RequestRefused(`Invalid value at '${path}' (Part)`, path);
  onlyKnown(part, partFields, path);
  const text = textAt(part, "text", `${path}.text`);
  if (text !== null) words.push(text);
  const file = field(part, "fileData");
  if (file !== undefined) references.push(readFileReference(file, `${path}.file_data`, findFile));
  const blob = field(part, "inlineData");
  if (blob === undefined && file !== undefined) return;
  if (blob === undefined) {
    if (text === null)
      throw new RequestRefused(
        `* GenerateContentRequest.${path}.data: required oneof field 'data' must have one initialized field\n`,
        path,
      );
    return;
  }
  if (!isJsonObject(blob))
    throw new RequestRefused(`Invalid value at '${path}.inline_data' (Blob)`, path);
  onlyKnown(blob, blobFields, `${path}.inline_data`);
  references.push(readReference(blob, `${path}.inline_data`));
}

function readReference(blob: JsonObject, path: string): ReceivedReference {
  const mimeType = textAt(blob, "mimeType", `${path}.mime_type`) ?? "";
  const data = textAt(blob, "data", `${path}.data`) ?? "";
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/u.test(data))
    throw new RequestRefused(
      `Invalid value at '${path}.data' (TYPE_BYTES), Base64 decoding failed for "${data.slice(0, 40)}"`,
      `${path}.data`,
    );
  if (!knownReferenceTypes.has(mimeType))
    throw new RequestRefused(`Unsupported MIME type: ${mimeType}`);
  const bytes = Buffer.from(data, "base64");
  if (!looksLikePicture(bytes, mimeType)) throw new RequestRefused(unreadable);
  return {
    mimeType,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes: bytes.length,
  };
}

function readFileReference(value: unknown, path: string, findFile: FindFile): ReceivedReference {
  if (!isJsonObject(value)) throw new RequestRefused(`Invalid value at '${path}' (FileData)`, path);
  onlyKnown(value, fileFields, path);
  const { start, ...reference } = findFile(textAt(value, "fileUri", `${path}.file_uri`) ?? "");
  const mimeType = textAt(value, "mimeType", `${path}.mime_type`) ?? reference.mimeType;
  if (!knownReferenceTypes.has(mimeType))
    throw new RequestRefused(`Unsupported MIME type: ${mimeType}`);
  if (!looksLikePicture(start, mimeType)) throw new RequestRefused(unreadable);
  return { ...reference, mimeType };
}

const unreadable =
  "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting";

function looksLikePicture(bytes: Buffer, mimeType: string): boolean {
  if (mimeType === "image/heic" || mimeType === "image/heif") return bytes.length > 0;
  const start = bytes.subarray(0, 12).toString("latin1");
  return (
    start.startsWith("\x89PNG\r\n\x1a\n") ||
    start.startsWith("\xff\xd8\xff") ||
    /^RIFF[^]{4}WEBP/u.test(start)
  );
}

/** A number of 32 bits with a sign. */
function readSeed(value: unknown): number | null {
  if (value === undefined) return null;
  if (typeof value === "number" && (value | 0) === value) return value;
  const path = "generation_config.seed";
  throw new RequestRefused(
    `Invalid value at '${path}' (TYPE_INT32), ${JSON.stringify(value)}`,
    path,
  );
}

function readModalities(value: unknown): string[] {
  if (value === undefined) return ["TEXT", "IMAGE"];
  const path = "generation_config.response_modalities";
  if (!Array.isArray(value))
    throw new RequestRefused(`Invalid value at '${path}' (Modality)`, path);
  return value.map((modality: unknown, index) => {
    const name = typeof modality === "string" ? modality.toUpperCase() : modality;
    if (name === "TEXT" || name === "IMAGE") return name;
    throw new RequestRefused(
      `Invalid value at '${path}[${index}]' (type.googleapis.com/google.ai.generativelanguage.v1beta.GenerationConfig.Modality), ${JSON.stringify(modality)}`,
      `${path}[${index}]`,
    );
  });
}

function objectAt(object: JsonObject, name: string, path: string): JsonObject {
  const value = field(object, name);
  if (value === undefined) return {};
  if (isJsonObject(value)) return value;
  throw new RequestRefused(`Invalid value at '${path}'`, path);
}

function textAt(object: JsonObject, name: string, path: string): string | null {
  const value = field(object, name);
  if (value === undefined) return null;
  if (typeof value === "string") return value;
  throw new RequestRefused(
    `Invalid value at '${path}' (TYPE_STRING), ${JSON.stringify(value).slice(0, 40)}`,
    path,
  );
}

function onlyKnown(object: JsonObject, known: ReadonlySet<string>, path: string | null): void {
  for (const name of Object.keys(object)) {
    const camel = name.replaceAll(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());
    if (!known.has(camel)) throw unknownName(name, path);
  }
}

function unknownName(name: string, path: string | null): RequestRefused {
  const at = path === null ? "" : ` at '${path}'`;
  return new RequestRefused(
    `Invalid JSON payload received. Unknown name "${name}"${at}: Cannot find field.`,
    path,
  );
}
