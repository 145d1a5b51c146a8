import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from "zod-openapi";
import type { ErrorCode } from "../error-codes.ts";
import { errorStatus } from "../error-status.ts";

type RefusalStatus = (typeof errorStatus)[ErrorCode];

/** What each status says, in a sentence. */
const meanings: Record<RefusalStatus, string> = {
  400: "The request does not fit; details name the field, and the prompt's number.",
  401: "Sign in first: here people do, and each has their own.",
  403: "A page of another site, a foreign name of this server, a token or a person that may not do this.",
  404: "There is no such thing, or it is somebody else's.",
  409: "It does not go with what is there already.",
  413: "It is larger than this server takes.",
  422: "It was understood, but the model is unknown or does not take this (details name what is taken), or the remembered key cannot be opened any more.",
  429: "A limit of yours is reached; details name which. Retry-After tells when it is free again.",
  500: "A fault of the server's. Try again; its log says more.",
  503: "Not ready, or out of reach. Wait a moment.",
  507: "The server's disk is full; nothing was stored.",
};

/** Answers that say the same wherever they come: the document has them once. */
const names: Partial<Record<RefusalStatus, string>> = {
  401: "SignInNeeded",
  403: "Forbidden",
  404: "NotFound",
  429: "OverLimit",
  500: "Broken",
  503: "NotReady",
  507: "DiskFull",
};
const named = new Map<RefusalStatus, ZodOpenApiResponseObject>();

/** The refusals of a route, status by status, each with the codes that it may carry there. */
export function refusals(...codes: ErrorCode[]): ZodOpenApiResponsesObject {
  const all = [...everywhere, ...codes];
  const responses: ZodOpenApiResponsesObject = {};
  for (const status of new Set(all.map((code) => errorStatus[code]))) {
    const response =
      named.get(status) ??
      refusal(
        status,
        all.filter((code) => errorStatus[code] === status),
      );
    if (response.id) named.set(status, response);
    responses[`${status}`] = response;
  }
  return responses;
}

/** The local guard stands before every route, the database behind nearly all of them, and a bug may be anywhere. */
const everywhere: ErrorCode[] = [
  "forbidden_origin",
  "sign_in_needed",
  "not_allowed",
  "over_limit",
  "internal",
  "not_ready",
];

function refusal(status: RefusalStatus, codes: ErrorCode[]): ZodOpenApiResponseObject {
  const id = names[status];
  return {
    ...(id ? { id } : {}),
    description: meanings[status],
    ...(status === 503 || status === 429 ? { headers: { "Retry-After": retryAfter } } : {}),
    content: {
      "application/json": {
        schema: {
          allOf: [{ $ref: "#/components/schemas/Failure" }],
          properties: {
            error: { type: "object", properties: { code: { type: "string", enum: codes } } },
          },
          type: "object",
        },
      },
    },
  };
}

const retryAfter = {
  description: "Seconds after which to ask again.",
  required: true,
  schema: { type: "integer", minimum: 1 },
} as const;
