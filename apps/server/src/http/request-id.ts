import { randomUUID } from "node:crypto";
import type { RequestHandler, Response } from "express";
import { scrubSecrets } from "../log/scrub-secrets.ts";

const header = "X-Request-Id";
/** Short words in plain letters: they stand in logs, in the database and in traces. */
const sane = /^[\w.:-]{8,64}$/;

/** Gives each request its name: the one it brought where that is sane and looks like no secret, else a new one. Every answer bears it. */
export function nameRequests(): RequestHandler {
  return (request, response, next) => {
    const given = request.get(header)?.trim() ?? "";
    const isGood = sane.test(given) && scrubSecrets(given, []) === given;
    response.set(header, isGood ? given : randomUUID());
    next();
  };
}

/** The name of the request that is answered. */
export function requestIdOf(response: Response): string {
  return String(response.getHeader(header));
}
