import { Problem } from "@bunch/core/problem";
import type { Request } from "express";
import type { z } from "zod";
import { parseRequest } from "./parse-request.ts";

/** Reads a JSON body by a schema; no body counts as an empty one. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  request: Request,
): z.infer<Schema> {
  if (request.body === undefined && request.is("*/*") !== null && request.is("json") === false)
    throw new Problem(
      "bad_request",
      "Send the body as JSON, with the header content-type: application/json.",
    );
  return parseRequest(schema, request.body);
}
