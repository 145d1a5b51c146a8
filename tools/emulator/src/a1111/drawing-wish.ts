import { createHash } from "node:crypto";
import type { Dimensions } from "../dimensions.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { isJsonObject } from "../json-object.ts";
import type { JsonObject } from "../json-object.ts";
import { mimeTypeOf } from "../mime-type.ts";
import { RequestRefused } from "../read-request.ts";
import type { ReceivedReference } from "../read-request.ts";
import type { PlannedError } from "../scenario.ts";
import { checkpointNamed, checkpointsOf } from "./checkpoints.ts";
import type { Checkpoint } from "./checkpoints.ts";
import { samplerNamed } from "./samplers.ts";
import { httpException, raised } from "./webui-errors.ts";

/** What a call asks for, held against what the web UI has. */
export interface DrawingWish {
  prompt: string;
  references: readonly ReceivedReference[];
  dimensions: Dimensions;
  copies: number;
  /** Null where the server rolls the dice. */
  seed: number | null;
  sampler: string;
  checkpoint: Checkpoint;
  fields: JsonObject;
}

// The pictures are drawn eight times smaller and blown up.
const pixelsOfOne = 8;

/** Reads what is asked for out of the fields; throws RequestRefused. */
export function drawingWishOf(
  method: "txt2img" | "img2img",
  fields: JsonObject,
  options: EmulatorOptions,
): DrawingWish {
  const pictures = fields["init_images"];
  if (method === "img2img" && !Array.isArray(pictures))
    throw refusal(httpException(404, "Init image not found"));
  const script = fields["script_name"] ?? Object.keys(fields["alwayson_scripts"] ?? {})[0] ?? "";
  if (typeof script === "string" && script !== "")
    throw refusal(httpException(422, `Script '${script}' not found`));
  const sampler = samplerNamed(text(fields["sampler_name"]) || text(fields["sampler_index"]));
  if (sampler === undefined) throw refusal(httpException(400, "Sampler not found"));
  const references = Array.isArray(pictures) ? pictures.map(readPicture) : [];
  const batch = number(fields["batch_size"]);
  if (references.length > batch || (method === "img2img" && references.length === 0))
    throw refusal(
      raised(
        500,
        "RuntimeError",
        `bad number of images passed: ${references.length}; expecting ${batch} or less`,
      ),
    );
  const shrunk = (side: unknown): number => Math.floor(number(side) / pixelsOfOne) * pixelsOfOne;
  const dimensions = { width: shrunk(fields["width"]), height: shrunk(fields["height"]) };
  if (dimensions.width < pixelsOfOne || dimensions.height < pixelsOfOne)
    throw refusal(raised(500, "RuntimeError", "Calculated padded input size per channel: (2 x 2)"));
  return {
    prompt: text(fields["prompt"]),
    references,
    dimensions,
    copies: batch * number(fields["n_iter"]),
    seed: number(fields["seed"]) === -1 ? null : number(fields["seed"]),
    sampler,
    checkpoint: checkpointOf(fields["override_settings"], options),
    fields,
  };
}

/** One that is not there is passed over without a word: the loaded one draws. */
function checkpointOf(settings: unknown, options: EmulatorOptions): Checkpoint {
  const checkpoints = checkpointsOf(options);
  const asked = isJsonObject(settings) ? text(settings["sd_model_checkpoint"]) : "";
  const found = checkpointNamed(asked, checkpoints) ?? checkpoints[0];
  if (found) return found;
  throw refusal(raised(500, "FileNotFoundError", "No checkpoints found."));
}

function readPicture(given: unknown): ReceivedReference {
  const encoded = text(given);
  if (/^https?:/u.test(encoded))
    throw refusal(httpException(500, "Request to local resource not allowed"));
  const bytes = Buffer.from(encoded.replace(/^data:image\/[^,]*,/u, ""), "base64");
  const mimeType = mimeTypeOf(bytes);
  if (mimeType === null) throw refusal(httpException(500, "Invalid encoded image"));
  return {
    mimeType,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes: bytes.length,
  };
}

function refusal(reply: PlannedError): RequestRefused {
  return new RequestRefused("refused", null, reply);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
