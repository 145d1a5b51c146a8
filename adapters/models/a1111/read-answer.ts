import type { Warning } from "@bunch/contracts/envelope";
import type { Reading } from "@bunch/core/results/reading";
import { unescaped } from "../http/cut-long-strings.ts";
import type { CutJson } from "../http/cut-long-strings.ts";
import { decodeBase64 } from "../http/decode-base64.ts";
import { listOf, recordOf } from "../http/json-shape.ts";
import { ownWords } from "../http/own-words.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { A1111Entry } from "./a1111-entry.ts";
import { isCheckpoint } from "./is-checkpoint.ts";

/** Reads an answer with status 200: the picture, or that there is none. */
export function readAnswer(input: {
  json: CutJson;
  entry: Pick<A1111Entry, "calls">;
  references: number;
}): Reading {
  const { json, entry } = input;
  const answer = recordOf(json.value);
  const info = recordOf(parsedJson(json.textOf(answer["info"]) ?? ""));
  const images = listOf(answer["images"]).filter((one) => typeof one === "string" && one !== "");
  // A grid of them may stand before the pictures, what an extension saw in a reference behind them.
  const first = info["index_of_first_image"];
  const data = images[typeof first === "number" ? first : 0] ?? images[0];
  if (typeof data !== "string")
    return {
      kind: "no_picture",
      why: "draw_failed",
      code: "no_picture",
      message: "The server drew no picture; somebody may have stopped it.",
      costMicros: 0,
    };
  const bytes = pictureIn(json, data);
  if (!bytes)
    return {
      kind: "no_picture",
      why: "draw_failed",
      code: "unreadable_answer",
      message: "The server answered with a picture that cannot be read: its base64 is broken.",
      costMicros: 0,
    };
  return {
    kind: "picture",
    bytes,
    costMicros: 0,
    pictures: 1,
    warnings: [...leftOut(input.references), ...otherCheckpoint(entry, info)],
  };
}

/** The picture, as base64 alone or as a data URI; null where it is none. */
function pictureIn(json: CutJson, data: string): Buffer | null {
  const cut = json.rawOf(data);
  const raw = cut ?? Buffer.from(data, "utf8");
  const text = cut?.includes("\\") ? Buffer.from(unescaped(cut) ?? "", "utf8") : raw;
  const isUri = text.toString("latin1", 0, 5) === "data:";
  return decodeBase64(isUri ? text.subarray(text.indexOf(",") + 1) : text);
}

function leftOut(references: number): Warning[] {
  if (references <= 1) return [];
  return [
    {
      code: "references_left_out",
      message: `A drawing begins from one picture: the first of ${references} was used.`,
    },
  ];
}

/** A checkpoint that the server does not have is passed over without a word: the loaded one draws. */
function otherCheckpoint(
  entry: Pick<A1111Entry, "calls">,
  info: Readonly<Record<string, unknown>>,
): Warning[] {
  const { sd_model_name: name, sd_model_hash: hash } = info;
  if (entry.calls === null || typeof name !== "string" || name === "") return [];
  if (isCheckpoint(entry.calls, { name, hash: typeof hash === "string" ? hash : "" })) return [];
  return [
    {
      code: "other_model",
      message: `The server drew with ${ownWords(name)}, as it has no checkpoint ${entry.calls}.`,
    },
  ];
}
