import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { Problem } from "@bunch/core/problem";
import type { Request } from "express";
import { ClientGone } from "./client-gone.ts";

type FormFile = { field: string; name: string; bytes: Buffer };
export type Form = { fields: Record<string, string>; files: FormFile[] };
export type FormLimits = {
  fieldBytes: number;
  files: number;
  fileBytes: number;
  /** The time for all of it to arrive. */
  deadlineMs: number;
};

const mostFields = 50;

/** Reads a multipart form as it streams in and stops at the first limit it passes, so that no more than the limits is ever held. */
export async function readForm(request: Request, limits: FormLimits): Promise<Form> {
  const parser = openParser(request, limits);
  const fields: Record<string, string> = Object.create(null);
  const files: FormFile[] = [];
  let begun = 0;
  const { promise: whole, resolve, reject } = Promise.withResolvers<void>();

  const onClose = () => {
    if (!request.complete) reject(new ClientGone());
  };
  const timer = setTimeout(() => reject(tooSlow(limits.deadlineMs)), limits.deadlineMs);
  request.once("close", onClose);
  parser.on("field", (name, value, _, isCut) => {
    if (isCut) reject(fieldTooLarge(name));
    else if (Object.hasOwn(fields, name)) reject(givenTwice(name));
    else fields[name] = value;
  });
  parser.on("fieldsLimit", () => reject(tooManyFields()));
  parser.on("partsLimit", () => reject(tooManyFields()));
  parser.on("file", (field, stream, givenName) => {
    const name = givenName ?? "";
    const chunks: Buffer[] = [];
    // Counted as they begin: small ones end only after the next has begun.
    if (name !== "" && ++begun > limits.files) reject(tooManyFiles(limits.files));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("limit", () => reject(fileTooLarge(name, limits.fileBytes)));
    stream.on("error", () => reject(broken()));
    stream.on("end", () => {
      // A form in a browser sends a nameless empty file where none was chosen.
      if (name !== "" || chunks.length > 0)
        files.push({ field, name, bytes: Buffer.concat(chunks) });
    });
  });
  parser.on("error", () => reject(request.complete ? broken() : new ClientGone()));
  parser.on("finish", () => resolve());
  try {
    request.pipe(parser);
    await whole;
    return { fields, files };
  } finally {
    clearTimeout(timer);
    request.off("close", onClose);
    request.unpipe(parser);
    // What still comes of a refused upload is thrown away, so that its sender lives to read the answer.
    request.resume();
  }
}

function openParser(request: Request, limits: FormLimits): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...request.headers, "content-type": request.headers["content-type"] ?? "" },
      limits: {
        fieldSize: limits.fieldBytes,
        fields: mostFields,
        fileSize: limits.fileBytes,
        parts: mostFields + limits.files + 5,
        headerPairs: 50,
      },
    });
  } catch {
    throw new Problem(
      "bad_request",
      "This is not a form: its content-type names no boundary. Let your client set that header itself.",
    );
  }
}

const broken = () =>
  new Problem("bad_request", "The form is cut or malformed. Send it again, whole.");

function tooManyFields(): Problem {
  return new Problem("bad_request", `More than ${mostFields} fields came. Leave some out.`);
}

function tooSlow(deadlineMs: number): Problem {
  return new Problem(
    "bad_request",
    `The request did not arrive within ${Math.round(deadlineMs / 1000)} seconds. Send smaller pictures, or try a faster line.`,
  );
}

function fieldTooLarge(field: string): Problem {
  return new Problem(
    "body_too_large",
    `${field} is longer than this server takes. Send fewer or shorter prompts, or raise MAX_PROMPTS.`,
    { field },
  );
}

function givenTwice(field: string): Problem {
  return new Problem("bad_request", `${field} came twice. Give it once.`, { field });
}

/** The refusal of one picture more than fits; nothing after it is read. */
export function tooManyFiles(most: number): Problem {
  return new Problem(
    "too_many_references",
    `More than ${most} reference pictures came; at most ${most} are taken. Remove some.`,
    { field: "reference_images" },
  );
}

/** The refusal of a picture over the limit; nothing after the limit is held. */
export function fileTooLarge(name: string | undefined, mostBytes: number): Problem {
  const megabytes = Math.round((mostBytes / 1024 ** 2) * 100) / 100;
  return new Problem(
    "reference_too_large",
    `${name ? `The reference picture ${name}` : "A reference picture"} is over the limit of ${megabytes} MB. Make it smaller.`,
    { field: "reference_images" },
  );
}
