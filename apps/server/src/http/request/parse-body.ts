import { Problem } from "@bunch/core/problem";
import type { Request } from "express";
import type { z } from "zod";
import { parseRequest } from "./parse-request.ts";

/** Reads a JSON body by a schema; no body counts as an empty one. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  request: Request,
  parse = parseRequest<Schema>,
): z.infer<Schema> {
  if (request.is("json") === false && hasContent(request))
    throw new Problem(
      "bad_request",
      "Send the body as JSON, with the header content-type: application/json.",
    );
  return parse(schema, request.body);
}

/** Programs send `content-length: 0` with a POST that says nothing. */
function hasContent(request: Request): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== "0");
}
