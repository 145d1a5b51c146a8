import { isJsonObject } from "../json-object.ts";
import type { JsonObject } from "../json-object.ts";
import { RequestRefused } from "../read-request.ts";
import { fastApiError } from "./webui-errors.ts";
import type { WrongField } from "./webui-errors.ts";

type Kind = "str" | "int" | "float" | "bool" | "list" | "dict";

/** The fields that are looked at, with the value each has where none is given; others pass unread, as with the real one. */
const known: Readonly<Record<string, [Kind, unknown]>> = {
  prompt: ["str", ""],
  negative_prompt: ["str", ""],
  styles: ["list", null],
  seed: ["int", -1],
  subseed: ["int", -1],
  subseed_strength: ["float", 0],
  sampler_name: ["str", null],
  sampler_index: ["str", "Euler"],
  scheduler: ["str", null],
  batch_size: ["int", 1],
  n_iter: ["int", 1],
  steps: ["int", 50],
  cfg_scale: ["float", 7],
  width: ["int", 512],
  height: ["int", 512],
  restore_faces: ["bool", null],
  tiling: ["bool", null],
  denoising_strength: ["float", null],
  override_settings: ["dict", null],
  override_settings_restore_afterwards: ["bool", true],
  script_name: ["str", null],
  script_args: ["list", []],
  send_images: ["bool", true],
  save_images: ["bool", false],
  alwayson_scripts: ["dict", {}],
};
const knownWithPicture: typeof known = {
  ...known,
  init_images: ["list", null],
  resize_mode: ["int", 0],
  mask: ["str", null],
  denoising_strength: ["float", 0.75],
  include_init_images: ["bool", false],
};

const words: Readonly<Record<Kind, { msg: string; type: string }>> = {
  str: { msg: "str type expected", type: "type_error.str" },
  int: { msg: "value is not a valid integer", type: "type_error.integer" },
  float: { msg: "value is not a valid float", type: "type_error.float" },
  bool: { msg: "value could not be parsed to a boolean", type: "type_error.bool" },
  list: { msg: "value is not a valid list", type: "type_error.list" },
  dict: { msg: "value is not a valid dict", type: "type_error.dict" },
};

/** Parses a body as FastAPI does, which looks at its type first; throws RequestRefused. */
export function drawingBody(contentType: string, text: string): JsonObject {
  const whole = (msg: string, type: string, loc: (string | number)[] = ["body"]): RequestRefused =>
    wrongFields([{ loc, msg, type }]);
  if (text === "") throw whole("field required", "value_error.missing");
  if (!/^application\/(?:\w+\+)?json\b/u.test(contentType))
    throw whole(words.dict.msg, words.dict.type);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw whole("Expecting value: line 1 column 1 (char 0)", "value_error.jsondecode", ["body", 0]);
  }
  if (!isJsonObject(body)) throw whole(words.dict.msg, words.dict.type);
  return body;
}

/** Turns what was given into what each field holds, defaults filled in; throws RequestRefused with every wrong field. */
export function drawingFields(method: "txt2img" | "img2img", body: JsonObject): JsonObject {
  const fields: JsonObject = {};
  const wrong: WrongField[] = [];
  for (const [name, [kind, usual]] of Object.entries(
    method === "img2img" ? knownWithPicture : known,
  )) {
    const given = body[name];
    const value = given === undefined || given === null ? usual : turned(kind, given);
    if (value === undefined) wrong.push({ loc: ["body", name], ...words[kind] });
    fields[name] = value;
  }
  if (wrong.length > 0) throw wrongFields(wrong);
  return fields;
}

/** Pydantic's way of reading a value; undefined where it cannot. */
function turned(kind: Kind, value: unknown): unknown {
  switch (kind) {
    case "str":
      return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
    case "int":
    case "float": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
      return kind === "int" ? Math.trunc(number) : number;
    }
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "list":
      return Array.isArray(value) ? value : undefined;
    case "dict":
      return isJsonObject(value) ? value : undefined;
    default:
      return kind satisfies never;
  }
}

function wrongFields(wrong: readonly WrongField[]): RequestRefused {
  return new RequestRefused(wrong[0]?.msg ?? "", null, fastApiError(422, wrong));
}
