import { routes } from "@bunch/contracts/routes";
import type { Failure } from "@bunch/contracts/envelope";
import { errorStatus } from "@bunch/contracts/error-status";
import type { Log } from "@bunch/core/ports/log";
import { Problem } from "@bunch/core/problem";
import type { ErrorRequestHandler } from "express";
import { ClientGone } from "./request/client-gone.ts";
import { requestIdOf } from "./request-id.ts";

/** What whoever asks reads of a full disk. */
export const diskFull =
  "The server's disk is full; nothing was stored. Free some space, then try again.";

/** After how long to ask again whether all is up. */
const askAgainSeconds = 5;

/** Answers whatever went wrong: a Problem with its words, a bug without any. */
export function problemResponse(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (error instanceof ClientGone || request.socket.destroyed) {
      response.destroy();
      return;
    }
    const problem = problemOf(error);
    // Whoever asks whether it is ready, asks often.
    if (errorStatus[problem.code] >= 500 && request.path !== routes.ready.path)
      log.error(
        { requestId: requestIdOf(response), error, method: request.method, path: request.path },
        "A request went wrong.",
      );
    // A stream that has begun can only be cut.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const body: Failure = {
      success: false,
      error: {
        code: problem.code,
        message: problem.message,
        ...(problem.details ? { details: problem.details } : {}),
      },
    };
    if (problem.retryAfterSeconds !== undefined)
      response.set("Retry-After", String(problem.retryAfterSeconds));
    if (problem.code === "not_ready") response.set("Retry-After", String(askAgainSeconds));
    if (problem.code === "sign_in_needed") response.set("WWW-Authenticate", "Bearer");
    response.status(errorStatus[problem.code]).json(body);
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  switch (kindOf(error)) {
    case "entity.too.large":
      return new Problem(
        "body_too_large",
        "The request is too large for this server. Send fewer or shorter prompts, or raise MAX_PROMPTS.",
      );
    case "entity.parse.failed":
      return new Problem(
        "bad_request",
        "The body is not valid JSON. Check its commas, quotes and brackets.",
      );
    case "charset.unsupported":
    case "encoding.unsupported":
      return new Problem(
        "bad_request",
        "The body's encoding is not read here. Send plain UTF-8, compressed by gzip at most.",
      );
    case "request.aborted":
    case "request.size.invalid":
    case "stream.encoding.set":
    case "bad_address":
      return new Problem("bad_request", "The request is cut or malformed. Send it again.");
    default:
      return noDisk(error)
        ? new Problem("disk_full", diskFull)
        : new Problem(
            "internal",
            "Something went wrong on the server. Try again; its log says more.",
          );
  }
}

/** What Express and its body reader call their own errors. */
function kindOf(error: unknown): string | null {
  if (error instanceof URIError) return "bad_address";
  if (!(error instanceof Error) || !("type" in error)) return null;
  return typeof error.type === "string" ? error.type : null;
}

function noDisk(error: unknown): boolean {
  // By the system, over a quota, or by the database.
  const codes: unknown[] = ["ENOSPC", "EDQUOT", "53100"];
  return error instanceof Error && "code" in error && codes.includes(error.code);
}
