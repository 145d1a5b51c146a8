import { ExecuteRequest } from "@bunch/contracts/execution-request";
import { maxPromptCharacters } from "@bunch/contracts/prompts-text";
import type { Limits } from "@bunch/core/flow/price-wish";
import { Problem } from "@bunch/core/problem";
import type { Request, RequestHandler } from "express";
import { jsonBody } from "./json-body.ts";
import { parseRequest, refuseNul } from "./parse-request.ts";
import { refuseBesideWorkflow } from "./refuse-beside-workflow.ts";
import { fileTooLarge, readForm, tooManyFiles, type Form } from "./read-form.ts";

type ReferenceFile = { bytes: Uint8Array; name: string | null };
/** What a client asked to run: the fields checked one by one, the pictures not yet looked at. */
export type ExecuteInput = {
  fields: Omit<ExecuteRequest, "reference_images">;
  references: ReferenceFile[];
};

/** The longest text that one string can hold here. */
const mostTextBytes = 400 * 1024 ** 2;
const uploadDeadlineMs = 240_000;

/** Reads the request that starts a batch, a form or JSON: first `jsonReader` as middleware, then `read`. */
export function readExecute(limits: Limits): {
  jsonReader: RequestHandler;
  read: (request: Request) => Promise<ExecuteInput>;
} {
  const formLimits = {
    fieldBytes: promptBytes(limits, 4),
    files: limits.maxReferenceImages,
    fileBytes: limits.maxReferenceImageBytes,
    deadlineMs: uploadDeadlineMs,
  };
  // Base64 adds a third; one picture more, so that a picture too large is refused as such.
  const pictureBytes = (limits.maxReferenceImages + 1) * limits.maxReferenceImageBytes * 1.4;
  return {
    jsonReader: jsonBody(promptBytes(limits, 12) + pictureBytes),
    read: async (request) => {
      if (request.is("multipart/form-data"))
        return checkWorkflow(fromForm(await readForm(request, formLimits)));
      if (request.is("json")) return checkWorkflow(fromJson(request.body, limits));
      throw new Problem(
        "bad_request",
        "Send the batch as multipart/form-data or as JSON with content-type application/json.",
      );
    },
  };
}

function checkWorkflow({ fields, references }: ExecuteInput): ExecuteInput {
  if (fields.workflow_id === undefined) return { fields, references };
  const pictures = references.length > 0 ? references : undefined;
  refuseBesideWorkflow({ ...fields, reference_images: pictures });
  return { fields: { ...fields, workflow_id: fields.workflow_id.toLowerCase() }, references };
}

/** For what a prompt has of its own, beside its words. */
const rowBytes = 500;

/** The most bytes that the prompts of one batch may take: 4 for a character in UTF-8, 12 when JSON spells it as two \\u escapes. */
export function promptBytes(limits: Limits, bytesPerCharacter: 4 | 12): number {
  return Math.min(
    mostTextBytes,
    limits.maxPrompts * (maxPromptCharacters * bytesPerCharacter + rowBytes) + 100_000,
  );
}

function fromForm({ fields, files }: Form): ExecuteInput {
  for (const { field } of files) {
    if (field === "reference_images") continue;
    throw new Problem(
      "bad_request",
      field.startsWith("prompts")
        ? `${field} came as a file. Send it as text; with curl write -F "${field}=<prompts.txt".`
        : `A file came in the field ${field}. Reference pictures are taken in reference_images.`,
      { field },
    );
  }
  if (fields["reference_images"])
    throw new Problem(
      "bad_request",
      "reference_images came as text. Send the pictures as files; with curl put an @ before each file's name.",
      { field: "reference_images" },
    );
  const { reference_images: _, ...checked } = checkFields({
    ...fields,
    prompts: fields["prompts"] ? promptList(fields["prompts"]) : undefined,
    models: fields["models"] ? modelList(fields["models"]) : undefined,
    api_keys: byVendor("api_keys", fields["api_keys"]),
    key_ids: byVendor("key_ids", fields["key_ids"]),
  });
  return {
    fields: checked,
    references: files.map(({ bytes, name }) => ({ bytes, name: shownName(name) })),
  };
}

function fromJson(body: unknown, limits: Limits): ExecuteInput {
  const { reference_images: pictures = [], ...fields } = checkFields(withBareBase64(body, limits));
  const references: ReferenceFile[] = [];
  for (const { data, name } of pictures) {
    const bytes = Buffer.from(data, "base64");
    if (bytes.byteLength > limits.maxReferenceImageBytes)
      throw fileTooLarge(name, limits.maxReferenceImageBytes);
    references.push({ bytes, name: shownName(name) });
  }
  return { fields, references };
}

/** Takes the `data:image/png;base64,` off pictures that carry it; too many are refused before any is decoded. */
function withBareBase64(body: unknown, limits: Limits): unknown {
  if (typeof body !== "object" || body === null || !("reference_images" in body)) return body;
  const pictures: unknown = body.reference_images;
  if (!Array.isArray(pictures)) return body;
  if (pictures.length > limits.maxReferenceImages) throw tooManyFiles(limits.maxReferenceImages);
  return {
    ...body,
    reference_images: pictures.map((picture: unknown) =>
      typeof picture === "object" &&
      picture !== null &&
      "data" in picture &&
      typeof picture.data === "string"
        ? { ...picture, data: picture.data.replace(/^data:[^,]{0,100},/, "") }
        : picture,
    ),
  };
}

function checkFields(given: unknown): ExecuteRequest {
  const fields = parseRequest(ExecuteRequest, given);
  refuseBoth(fields);
  refuseBothModels(fields);
  refuseNul({
    name: fields.name,
    model: fields.model,
    models: fields.models?.join(),
    aspect_ratio: fields.aspect_ratio,
    image_size: fields.image_size,
    webhook_url: fields.webhook_url,
  });
  checkApiKey(fields.api_key);
  for (const [vendor, key] of Object.entries(fields.api_keys ?? {}))
    checkApiKey(key, `api_keys.${vendor}`);
  refuseTwoKeys(fields);
  return fields.name === undefined ? fields : { ...fields, name: fields.name.toWellFormed() };
}

/** Prompts come in one of two fields; of two nobody could say which was meant. */
export function refuseBoth(fields: { prompts?: unknown; prompts_text?: unknown }): void {
  if (fields.prompts !== undefined && fields.prompts_text !== undefined)
    throw new Problem("bad_request", "Give prompts_text or prompts, not both.", {
      field: "prompts",
    });
}

/** A key goes into a header, where only printable ASCII fits. */
export function checkApiKey(apiKey: string | undefined, field = "api_key"): void {
  if (apiKey !== undefined && !/^[\x21-\x7E]*$/.test(apiKey.trim()))
    throw new Problem(
      "bad_request",
      `${field} holds a space, a line break or another sign that no key has. Copy it again.`,
      { field },
    );
}

/** Of two keys nobody could say which was meant. */
export function refuseTwoKeys(fields: {
  api_key?: unknown;
  key_id?: unknown;
  api_keys?: unknown;
  key_ids?: unknown;
}): void {
  if (fields.api_key !== undefined && fields.key_id !== undefined)
    throw new Problem("bad_request", "Give api_key or key_id, not both.", { field: "key_id" });
  const alone = fields.api_key === undefined ? "key_id" : "api_key";
  const byVendors = fields.api_keys === undefined ? "key_ids" : "api_keys";
  if (fields[alone] !== undefined && fields[byVendors] !== undefined)
    throw new Problem(
      "bad_request",
      `Give ${alone}, for models of one vendor, or ${byVendors}, with each vendor's key by its name, not both.`,
      { field: byVendors },
    );
}

/** One model, or several to compare. */
export function refuseBothModels(fields: { model?: unknown; models?: unknown }): void {
  if (fields.model !== undefined && fields.models !== undefined)
    throw new Problem("bad_request", "Give model, or models for several of them, not both.", {
      field: "models",
    });
}

function promptList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(
      "bad_request",
      'prompts has to be a JSON list such as ["a red fox", "a blue hare"]. For plain text use prompts_text.',
      { field: "prompts" },
    );
  }
}

/** Ids with commas between, as people type them, or a JSON list. */
function modelList(text: string): unknown {
  if (!text.trimStart().startsWith("["))
    return text
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "");
  return jsonIn("models", text, '["simulator", "gemini-nano-banana-2.1"]');
}

function byVendor(field: "api_keys" | "key_ids", text: string | undefined): unknown {
  if (!text) return undefined;
  return jsonIn(field, text, '{"gemini": "…", "openai": "…"}');
}

function jsonIn(field: string, text: string, example: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem("bad_request", `${field} has to be JSON such as ${example}.`, { field });
  }
}

/** A file's name as text that can be stored and shown. */
function shownName(name: string | undefined): string | null {
  return (
    name
      ?.replace(/\p{Cc}/gu, "")
      .toWellFormed()
      .slice(0, 300) || null
  );
}
