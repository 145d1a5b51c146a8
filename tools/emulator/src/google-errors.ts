import type { ErrorContext, PlannedError } from "./scenario.ts";

const service = "generativelanguage.googleapis.com";

/** Makes an error with Google's usual JSON body. */
export function googleError(
  httpStatus: number,
  status: string,
  message: string | ((context: ErrorContext) => string),
  details: (context: ErrorContext) => readonly unknown[] = () => [],
): PlannedError {
  return {
    kind: "error",
    httpStatus,
    body: (context) => {
      const listed = details(context);
      return {
        error: {
          code: httpStatus,
          message: typeof message === "string" ? message : message(context),
          status,
          ...(listed.length > 0 && { details: listed }),
        },
      };
    },
  };
}

/** Makes an error as Google's front servers send it: a page of HTML. */
export function htmlError(httpStatus: number, title: string, sentence: string): PlannedError {
  return {
    kind: "error",
    httpStatus,
    body: () =>
      `<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>Error ${httpStatus} (${title})!!1</title>\n` +
      `  <p><b>${httpStatus}.</b> <ins>That’s an error.</ins>\n  <p>${sentence}  <ins>That’s all we know.</ins>\n</html>\n`,
  };
}

/** The detail that carries a machine-readable reason. */
export function errorInfo(reason: string, metadata: Record<string, string> = {}): unknown {
  return {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    reason,
    domain: "googleapis.com",
    metadata: { service, ...metadata },
  };
}

/** The detail that translates the message. */
export function localizedMessage(message: string): unknown {
  return { "@type": "type.googleapis.com/google.rpc.LocalizedMessage", locale: "en-US", message };
}

/** The detail that names the wrong field. */
export function badRequest(field: string | null, description: string): unknown {
  return {
    "@type": "type.googleapis.com/google.rpc.BadRequest",
    fieldViolations: [{ ...(field !== null && { field }), description }],
  };
}

const quotaWords =
  "You exceeded your current quota, please check your plan and billing details. For more information on this error, " +
  "head over to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: " +
  "https://ai.dev/rate-limit. ";
const quotaHelp = {
  "@type": "type.googleapis.com/google.rpc.Help",
  links: [
    {
      description: "Learn more about Gemini API quotas",
      url: "https://ai.google.dev/gemini-api/docs/rate-limits",
    },
  ],
};

/** The 429 that says "quota" and names none, which batch jobs get. */
export const namelessQuotaError: PlannedError = googleError(
  429,
  "RESOURCE_EXHAUSTED",
  quotaWords,
  () => [quotaHelp],
);

/** Makes the 429 that names a quota and a delay. */
export function quotaError(
  quotaId: string,
  wish: { saysDelay: boolean; zero?: true; metric?: string },
): PlannedError {
  const free = quotaId.includes("FreeTier");
  const usual = free ? "generate_content_free_tier_requests" : "generate_requests_per_model";
  const metric = `${service}/${wish.metric ?? usual}`;
  return googleError(
    429,
    "RESOURCE_EXHAUSTED",
    (context) =>
      `${quotaWords}\n* Quota exceeded for metric: ${metric}, limit: ${wish.zero ? 0 : context.limit}, ` +
      `model: ${context.model}${wish.saysDelay ? `\nPlease retry in ${context.delaySeconds}s.` : ""}`,
    (context) => [
      quotaHelp,
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: [
          {
            quotaMetric: metric,
            quotaId,
            quotaDimensions: { location: "global", model: context.model },
            ...(!wish.zero && { quotaValue: String(context.limit) }),
          },
        ],
      },
      {
        "@type": "type.googleapis.com/google.rpc.RetryInfo",
        retryDelay: `${context.delaySeconds}s`,
      },
    ],
  );
}
