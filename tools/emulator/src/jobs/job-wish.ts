import { createHash } from "node:crypto";
import type { Dimensions } from "../dimensions.ts";
import type { JsonObject } from "../json-object.ts";
import type { ReceivedReference } from "../read-request.ts";
import type { JobModel } from "./job-model.ts";
import { pictureDimensions } from "./picture-dimensions.ts";
import { readSeed } from "./read-seed.ts";
import type { RefusedField } from "./vendor-errors.ts";
import { wishedDimensions } from "./wished-dimensions.ts";

/** What a job is asked for, held against its model. */
export interface JobWish {
  prompt: string;
  references: ReceivedReference[];
  referenceDimensions: Dimensions[];
  modalities: string[];
  aspectRatio: string | null;
  imageSize: string;
  dimensions: Dimensions;
  /** Null where the request names none that is drawn here. */
  format: "png" | "jpeg" | null;
  pictures: number;
  seed: number | null;
}

/** Turns what stands in a field for a picture into its bytes; null where nothing can be made of it. */
export type FindPicture = (value: string) => { mimeType: string; bytes: Buffer } | null;

const formats: Readonly<Record<string, "png" | "jpeg">> = {
  png: "png",
  jpeg: "jpeg",
  jpg: "jpeg",
};
const mostPictures = 4;
const unknownDimensions = { width: 1024, height: 1024 };

/** Reads what a job is asked for; `refuse` makes what is thrown, in the vendor's words. */
export function jobWishOf(
  input: JsonObject,
  model: JobModel,
  find: FindPicture,
  refuse: (wrong: RefusedField) => Error,
): JobWish {
  const prompt = input["prompt"];
  if (prompt === undefined) throw refuse({ field: "prompt", problem: "missing" });
  if (typeof prompt !== "string" || prompt === "")
    throw refuse({ field: "prompt", problem: "value" });
  const pictures = input["num_images"] ?? input["num_outputs"] ?? 1;
  if (typeof pictures !== "number" || pictures < 1 || pictures > mostPictures)
    throw refuse({ field: "num_images", problem: "value" });
  const read = readReferences(input, model, find, refuse);
  const size = wishedDimensions(input, model.sizeField ?? "resolution");
  return {
    prompt,
    references: read.map(({ reference }) => reference),
    referenceDimensions: read.map(({ dimensions }) => dimensions),
    modalities: ["IMAGE"],
    ...size,
    format: formats[String(input["output_format"])] ?? null,
    pictures,
    seed: readSeed(input, model, refuse),
  };
}

function readReferences(
  input: JsonObject,
  { references }: JobModel,
  find: FindPicture,
  refuse: (wrong: RefusedField) => Error,
): { reference: ReceivedReference; dimensions: Dimensions }[] {
  if (references === null) return [];
  const { fields, least, most } = references;
  const [first = ""] = fields;
  const values = fields.flatMap((field) => {
    const value = input[field] ?? [];
    return (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => ({ field, one }));
  });
  if (values.length < least) throw refuse({ field: first, problem: "missing" });
  if (values.length > most) throw refuse({ field: first, problem: "value" });
  return values.map(({ field, one }) => {
    const picture = typeof one === "string" ? find(one) : null;
    if (!picture || !isPicture(picture.bytes)) throw refuse({ field, problem: "picture" });
    const { mimeType, bytes } = picture;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return {
      reference: { mimeType, sha256, bytes: bytes.length },
      dimensions: pictureDimensions(bytes) ?? unknownDimensions,
    };
  });
}

function isPicture(bytes: Buffer): boolean {
  return /^(?:\x89PNG|\xff\xd8\xff|RIFF[^]{4}WEBP)/u.test(bytes.toString("latin1", 0, 12));
}
