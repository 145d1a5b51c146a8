import { listOf, recordOf } from "../http/json-shape.ts";
import { retryAfterMs } from "../http/retry-after.ts";
import type { Outcome } from "./kept-outcome.ts";

/** What packages refuse by themselves, before they send anything. */
const ownRefusals: ReadonlySet<string> = new Set([
  "AI_InvalidArgumentError",
  "AI_InvalidPromptError",
  "AI_LoadAPIKeyError",
  "AI_LoadSettingError",
  "AI_NoSuchModelError",
  "AI_UnsupportedFunctionalityError",
]);
const badKey = 401;
const badRequest = 400;

/** What `doGenerate` gave, as it is kept; base64 becomes bytes. */
export function outcomeOfResult(result: unknown): Outcome {
  const { images, warnings } = recordOf(result);
  const pictures = listOf(images);
  return {
    is: "pictures",
    count: pictures.length,
    warnings: listOf(warnings).flatMap(wordsOf),
    picture: bytesOf(pictures.at(-1)),
  };
}

function bytesOf(image: unknown): Uint8Array | null {
  if (image instanceof Uint8Array) return image.byteLength > 0 ? image : null;
  if (typeof image !== "string") return null;
  const bytes = Buffer.from(image.replace(/^data:[^,]{0,100},/u, ""), "base64");
  return bytes.byteLength > 0 ? bytes : null;
}

/** What a provider took no notice of, in its own words where it has any. */
function wordsOf(warning: unknown): string[] {
  const { type, feature, setting, details, message } = recordOf(warning);
  if (type === "other") return typeof message === "string" ? [message] : [];
  const name = feature ?? setting;
  if (typeof name !== "string") return [];
  return [typeof details === "string" ? `${name}: ${details}` : name];
}

/**
 * What an error says for certain, as it is kept: the whole of a provider's refusal, or that of a package which sent nothing. Null
 * where nobody can know what became of the request.
 */
export function outcomeOfError(error: unknown, wasUsed: boolean): Outcome | null {
  if (!(error instanceof Error)) return null;
  const { name, message } = error;
  const told = error as unknown as Record<string, unknown>;
  const { statusCode: status, responseBody: body } = told;
  // Without its body the answer broke off, and with a good status nobody knows what was in it.
  if (typeof status === "number" && typeof body === "string" && (status < 200 || status >= 300))
    return {
      is: "error",
      status,
      name,
      message,
      body,
      isRetryable: told["isRetryable"] === true,
      retryAfterMs: retryAfterMs(headersOf(told["responseHeaders"]), Date.now()),
    };
  if (wasUsed || !ownRefusals.has(name)) return null;
  const isKey = name === "AI_LoadAPIKeyError";
  return {
    is: "error",
    status: isKey ? badKey : badRequest,
    name,
    message,
    body: null,
    isRetryable: false,
  };
}

function headersOf(given: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(recordOf(given)).flatMap(([name, value]) =>
      typeof value === "string" ? [[name.toLowerCase(), value]] : [],
    ),
  );
}
