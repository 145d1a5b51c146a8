import { Problem } from "@bunch/core/problem";
import type { z } from "zod";

/** Reads what a client sent by a schema; a Problem names the field and says what fits. Empty text and null count as absent. */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
): z.infer<Schema> {
  return parseExactly(schema, withoutEmpty(given));
}

/** As parseRequest, where null says something and nothing may be left out. */
export function parseExactly<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.length ? issue.path.join(".") : undefined;
  throw new Problem(
    "bad_request",
    issue ? sentenceFor(issue, field ?? "The body") : "The request does not fit.",
    field === undefined ? undefined : { field },
  );
}

/** Refuses a character that a database cannot hold, by the field's name. */
export function refuseNul(fields: Record<string, string | undefined>): void {
  for (const [field, value] of Object.entries(fields))
    if (value?.includes("\0"))
      throw new Problem("bad_request", `${field} holds a NUL character. Remove it.`, { field });
}

function withoutEmpty(given: unknown): unknown {
  if (given === undefined || given === null) return {};
  if (typeof given !== "object" || Array.isArray(given)) return given;
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== "" && value !== null),
  );
}

function sentenceFor(issue: z.core.$ZodIssue, field: string): string {
  switch (issue.code) {
    case "too_small":
      return issue.origin === "string"
        ? `${field} is too short. Give at least ${issue.minimum} characters.`
        : `${field} is too small. Give ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}.`;
    case "too_big":
      return issue.origin === "string"
        ? `${field} is too long. Give at most ${issue.maximum} characters.`
        : `${field} is too large. Give at most ${issue.maximum}.`;
    case "invalid_type":
      return `${field} has to be ${kinds[issue.expected] ?? issue.expected}.`;
    case "invalid_value":
      return `${field} is not known. Give one of: ${issue.values.map(String).join(", ")}.`;
    case "invalid_format":
      return issue.format === "base64"
        ? `${field} has to be a picture's bytes in base64.`
        : `${field} is not written as it should be (${issue.format}).`;
    case "invalid_union":
      return `${field} has to be true or false.`;
    case "not_multiple_of":
    case "unrecognized_keys":
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return `${field} does not fit: ${issue.message}.`;
    default:
      throw new Error(`Unknown issue ${String(issue satisfies never)}`);
  }
}

const kinds: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object with named fields",
};
