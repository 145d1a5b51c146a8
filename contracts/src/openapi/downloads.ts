import { z } from "zod";
import { Archive, ArchiveChoice, ArchiveQuery, PictureQuery } from "../archive.ts";
import { successOf } from "../envelope.ts";
import { Manifest } from "../manifest.ts";
import type { Described } from "./described-route.ts";
import { oneBatch } from "./one-batch.ts";
import { refusals } from "./refusals.ts";

const attachment = {
  "Content-Disposition": {
    description: "Names the file.",
    required: true,
    schema: { type: "string", pattern: "^attachment" },
  },
} as const;

const aboutChoice = (field: keyof typeof ArchiveChoice.shape) => ({
  description: ArchiveChoice.shape[field].meta()?.description ?? "",
});
const header = (description: string, required = true) => ({
  description,
  required,
  schema: { type: "string" } as const,
});
const archiveHeaders = {
  ...attachment,
  ETag: header("Changes when the archive would; send it back as If-Range with a Range."),
  "Accept-Ranges": header("bytes"),
  "Content-Length": header("The exact length, known before the first byte."),
};
const zip = {
  "application/zip": { schema: { type: "string", contentEncoding: "binary" } },
} as const;

const metadata = z
  .enum(["0", "1"])
  .optional()
  .meta({ ...aboutChoice("metadata"), example: "1" });
const picture = { schema: { type: "string", contentEncoding: "binary" } } as const;

export const downloads: Described<
  "picture" | "archive" | "openArchive" | "manifestCsv" | "manifestJson"
> = {
  picture: {
    tags: ["Downloads"],
    summary: "One picture as a file",
    description:
      "The bytes at its result_url under its own name, or with metadata=1 a copy that says how it was made: in a PNG as text under `parameters`, as AUTOMATIC1111 writes it, and as XMP; in a JPEG as XMP. A WebP stays as it is. No key, no person and no batch is named in it.",
    requestParams: {
      path: oneBatch,
      query: z.object({
        slot: z
          .int()
          .min(0)
          .max(999_999_999)
          .optional()
          .meta({ description: PictureQuery.shape.slot.meta()?.description ?? "", example: 0 }),
        metadata,
      }),
    },
    responses: {
      "200": {
        description: "The picture.",
        headers: {
          ...attachment,
          ETag: header("The same for the same bytes."),
          "Content-Length": header("How long it is."),
        },
        content: { "image/png": picture, "image/jpeg": picture, "image/webp": picture },
      },
      "304": { description: "The picture of If-None-Match is still the same." },
      ...refusals("bad_request", "not_found", "wrong_state"),
    },
  },
  archive: {
    tags: ["Downloads"],
    summary: "All or some pictures as one ZIP",
    description:
      "Each picture in the very bytes that the model sent, or with metadata=1 with its prompt and settings in it, under its name, with manifest.csv and manifest.json. Its length is known before, and a download that broke goes on where it was: by Range, with If-Range and the ETag. While the batch runs it holds what is there at the moment.",
    requestParams: {
      path: oneBatch,
      query: z.object({
        slots: ArchiveChoice.shape.slots.meta({ ...aboutChoice("slots"), example: "0-4,9,12" }),
        min_rating: z
          .int()
          .min(1)
          .max(5)
          .optional()
          .meta({ ...aboutChoice("min_rating"), example: 3 }),
        metadata,
        ticket: ArchiveQuery.shape.ticket,
      }),
      header: z.object({
        Range: z.string().optional().meta({
          description: "A part of it; one range, as in bytes=1000-.",
          example: "bytes=0-",
        }),
        "If-Range": z
          .string()
          .optional()
          .meta({ description: "The ETag of what is there already.", example: '"a1b2"' }),
      }),
    },
    responses: {
      "200": { description: "The whole archive.", headers: archiveHeaders, content: zip },
      "206": {
        description: "The part that was asked for.",
        headers: { ...archiveHeaders, "Content-Range": header("Which part, and of how much.") },
        content: zip,
      },
      "304": { description: "The archive of If-None-Match is still the same." },
      "416": {
        description: "It is not that long.",
        headers: { "Content-Range": header("How long it is.") },
      },
      ...refusals("bad_request", "not_found", "wrong_state"),
    },
  },
  openArchive: {
    tags: ["Downloads"],
    summary: "A link to a ZIP for a browser",
    description:
      "Tells how large the archive is, and makes an address that opens it without a token for twelve hours: a browser can download and resume it by itself. The first archive of pictures from before checksums were kept has to read them once; until that is done the answer is 503 with Retry-After, and each repeat goes on from there.",
    requestParams: { path: oneBatch },
    requestBody: {
      required: false,
      content: {
        "application/json": {
          schema: ArchiveChoice.meta({ id: "ArchiveRequest" }),
          examples: {
            all: { summary: "Every picture", value: {} },
            some: { summary: "Some slots", value: { slots: "0-4" } },
            told: { summary: "With prompt and settings in them", value: { metadata: true } },
          },
        },
      },
    },
    responses: {
      "200": {
        description: "The archive as it stands, and where it is.",
        content: { "application/json": { schema: successOf(Archive) } },
      },
      ...refusals("bad_request", "not_found", "wrong_state", "body_too_large"),
    },
  },
  manifestCsv: {
    tags: ["Downloads"],
    summary: "The table of contents as CSV",
    description:
      "One line for each result, with its prompt, its picture's file name and address, and its cost. The first line names the columns. For spreadsheets.",
    requestParams: { path: oneBatch },
    responses: {
      "200": {
        description: "The table, in UTF-8.",
        headers: attachment,
        content: { "text/csv": { schema: { type: "string" } } },
      },
      ...refusals("not_found"),
    },
  },
  manifestJson: {
    tags: ["Downloads"],
    summary: "The table of contents as JSON",
    description: "The whole batch in one document, without an envelope around it. For programs.",
    requestParams: { path: oneBatch },
    responses: {
      "200": {
        description: "The batch and each of its results.",
        headers: attachment,
        content: { "application/json": { schema: Manifest } },
      },
      ...refusals("not_found"),
    },
  },
};
