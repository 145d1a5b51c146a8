import type { errorScenarios } from "../error-scenarios.ts";
import { proxyPage } from "../proxy-page.ts";
import type { PlannedError } from "../scenario.ts";

/** One thing that is wrong with a graph or with a node of it. */
export interface GraphProblem {
  type: string;
  message: string;
  details: string;
  extra_info: Record<string, unknown>;
}

/** What is wrong with one node, and which outputs come to nothing by it. */
export interface NodeProblems {
  errors: GraphProblem[];
  dependent_outputs: string[];
  class_type: string;
}

/** The 400 that a graph gets. */
export function graphRefused(
  error: GraphProblem | string,
  nodeErrors: Record<string, NodeProblems> = {},
): PlannedError {
  const body = () => ({ error, node_errors: nodeErrors });
  return { kind: "error", httpStatus: 400, body };
}

/** The refusal of a graph none of whose outputs can be made. */
export function outputsFailed(
  details: string,
  nodeErrors: Record<string, NodeProblems> = {},
): PlannedError {
  const message = "Prompt outputs failed validation";
  const type = "prompt_outputs_failed_validation";
  return graphRefused({ type, message, details, extra_info: {} }, nodeErrors);
}

/** aiohttp's own words for a status, as plain text. */
export function serverText(httpStatus: number, words: string): PlannedError {
  return { kind: "error", httpStatus, body: () => `${httpStatus}: ${words}` };
}

/** An exception that nobody caught. */
export const gotInTrouble: PlannedError = {
  kind: "error",
  httpStatus: 500,
  body: () => "500 Internal Server Error\n\nServer got itself in trouble",
};

/** ComfyUI asks for no key, but a proxy before it may. */
export const keyRefused = proxyPage(401, "Authorization Required");

const missing = (details: string): PlannedError => {
  const problem: GraphProblem = {
    type: "required_input_missing",
    message: "Required input is missing",
    details,
    extra_info: { input_name: details },
  };
  return outputsFailed(`${problem.message}: ${details}`, {
    "3": { errors: [problem], dependent_outputs: ["9"], class_type: "KSampler" },
  });
};
const notInList: GraphProblem = {
  type: "value_not_in_list",
  message: "Value not in list",
  details: "ckpt_name: 'gone.safetensors' not in ['sd_xl_base_1.0.safetensors']",
  extra_info: { input_name: "ckpt_name", received_value: "gone.safetensors" },
};
const tooMany = proxyPage(429, "Too Many Requests");
const unpaid = proxyPage(402, "Payment Required");
// What a request from another origin gets: a status and nothing more.
const forbidden: PlannedError = { kind: "error", httpStatus: 403, body: () => "" };

/** What ComfyUI, or a proxy before it, says where Google would say what the scenario is named after. */
export const comfyErrors: Readonly<Record<keyof typeof errorScenarios, PlannedError>> = {
  api_key_invalid: keyRefused,
  api_key_expired: keyRefused,
  unauthenticated: keyRefused,
  unregistered: keyRefused,
  leaked: forbidden,
  service_disabled: forbidden,
  api_key_service_blocked: forbidden,
  invalid_argument: missing("latent_image"),
  invalid_argument_field: missing("steps"),
  failed_precondition: graphRefused({
    type: "missing_node_type",
    message: "Node 'FancySampler' not found. The custom node may not be installed.",
    details: "Node ID '#3'",
    extra_info: { node_id: "3", class_type: "FancySampler", node_title: "FancySampler" },
  }),
  model_not_found: outputsFailed(`${notInList.message}: ${notInList.details}`, {
    "4": { errors: [notInList], dependent_outputs: ["9"], class_type: "CheckpointLoaderSimple" },
  }),
  // As releases of 2023 and 2024 said it.
  error_in_array_400: {
    kind: "error",
    httpStatus: 400,
    body: () => ({ error: "no prompt", node_errors: [] }),
  },
  credits_depleted: unpaid,
  credits_depleted_429: unpaid,
  spending_cap: unpaid,
  rate_minute: tooMany,
  rate_day: tooMany,
  rate_images: tooMany,
  rate_tokens: tooMany,
  spend_rate: tooMany,
  limit_zero: tooMany,
  overloaded_429: tooMany,
  overloaded_429_later: tooMany,
  internal_500: gotInTrouble,
  error_in_array: {
    kind: "error",
    httpStatus: 503,
    body: () => ({ error: "ComfyUI is starting" }),
  },
  error_without_body: { kind: "error", httpStatus: 500, body: () => "" },
  bad_gateway_502: proxyPage(502, "Bad Gateway"),
  unavailable_503: proxyPage(503, "Service Temporarily Unavailable"),
  gateway_timeout_504: proxyPage(504, "Gateway Time-out"),
  request_timeout_408: proxyPage(408, "Request Time-out"),
};
