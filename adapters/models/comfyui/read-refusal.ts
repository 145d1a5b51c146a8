import type { Reading } from "@bunch/core/results/reading";
import { isRecord, listOf, recordOf } from "../http/json-shape.ts";
import { sentenceWith } from "../http/own-words.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { LastAnswer } from "../queued/queued-vendor.ts";
import {
  accountReading,
  lostReading,
  plainWords,
  statusReading,
  tooManyReading,
} from "../queued/readings.ts";

const variable = "COMFYUI_BASE_URL";
/** A node, a model file or a place to save is missing: no prompt can change that. */
const lacking = new Set(["missing_node_type", "prompt_no_outputs", "value_not_in_list"]);

/** Reads an answer to a submission that no id came of: the workflow is wrong, or whoever answers is no ComfyUI. */
export function readRefusal(answer: Omit<LastAnswer, "picture">): Reading {
  const { status, text } = answer;
  const json = parsedJson(text);
  if (status >= 200 && status < 300)
    return lostReading("The server took the workflow and gave it no id.", plainWords(text));
  const problems = isRecord(json) ? problemsIn(json) : [];
  const words = problems.map((one) => one.words).join("; ") || plainWords(text);
  switch (status) {
    case 401:
      return accountReading("bad_key", "The server does not accept this key.", words);
    case 402:
      return accountReading("no_credit", "Whoever runs the server wants to be paid first.", words);
    case 403:
      return accountReading("key_blocked", "The server does not let this key draw.", words);
    case 404:
    case 405:
      return accountReading(
        "provider_unreachable",
        `There is a server at this address, but no ComfyUI: check ${variable}.`,
        words,
      );
    case 429:
      return tooManyReading(words, answer);
    default:
  }
  if (status === 400 && /\{\{\s*reference_/u.test(words))
    return {
      kind: "bad_request",
      message: sentenceWith("This workflow begins from a reference picture: add one.", words),
    };
  const isOlder = /\bnode \S+ does not exist\b/iu.test(words);
  if (status === 400 && (isOlder || problems.some(({ type }) => lacking.has(type))))
    return accountReading("model_unknown", "The server lacks what this workflow needs.", words);
  return statusReading({ status, words, variable });
}

type WorkflowProblem = { type: string; words: string };

/** What is wrong, node by node where that is told; the error above them only sums up. */
function problemsIn(json: Readonly<Record<string, unknown>>): WorkflowProblem[] {
  const byNode = Object.entries(recordOf(json["node_errors"])).flatMap(([id, node]) => {
    const { class_type: kind, errors } = recordOf(node);
    return listOf(errors).map((one) => problemOf(one, `${textOf(kind)} (${id}): `));
  });
  if (byNode.length > 0) return byNode;
  const { error } = json;
  return typeof error === "string" ? [{ type: "", words: error }] : [problemOf(error, "")];
}

function problemOf(error: unknown, where: string): WorkflowProblem {
  const { type, message, details } = recordOf(error);
  const words = [textOf(message), textOf(details)].filter((one) => one !== "").join(": ");
  return { type: textOf(type), words: words === "" ? "" : `${where}${words}` };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
