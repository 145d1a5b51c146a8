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
  if (issue?.path[0] === "prompts" && typeof issue.path[1] === "number")
    throw badRow(issue, issue.path[1] + 1);
  const field = issue?.path.length ? issue.path.join(".") : undefined;
  throw new Problem(
    "bad_request",
    issue ? sentenceFor(issue, field ?? "The body") : "The request does not fit.",
    field === undefined ? undefined : { field },
  );
}

/** An entry of `prompts` that does not fit: names the prompt by its number, and the field of a row. */
function badRow(issue: z.core.$ZodIssue, number: number): Problem {
  // Of text and a row, a row is what was meant, unless neither was given.
  const inRow = issue.code === "invalid_union" ? issue.errors[1]?.[0] : issue;
  const path = issue.code === "invalid_union" ? (inRow?.path ?? []) : issue.path.slice(2);
  const refuse = (message: string, field = "prompts") =>
    new Problem("bad_request", message, { field, prompt: number });
  if (inRow?.code === "unrecognized_keys")
    return inRow.keys.includes("variations")
      ? refuse(
          `Prompt ${number} has variations of its own. These are the batch's: leave them out and list the prompt as often as it is to be drawn.`,
          "variations",
        )
      : refuse(
          `Prompt ${number} has the field ${inRow.keys[0]}, which no prompt has. Leave it out, or give one of: prompt, aspect_ratio, image_size, references, file_name.`,
          inRow.keys[0],
        );
  const field = path[0] === undefined ? undefined : String(path[0]);
  if (!inRow || field === undefined)
    return refuse(`Prompt ${number} has to be text, or an object with a prompt.`);
  return refuse(`Prompt ${number}: ${sentenceFor(inRow, field)}`, field);
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
      if (issue.origin === "array")
        return `${field} has too few entries. Give at least ${issue.minimum}.`;
      return issue.origin === "string"
        ? `${field} is too short. Give at least ${issue.minimum} characters.`
        : `${field} is too small. Give ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}.`;
    case "too_big":
      if (issue.origin === "array")
        return `${field} has too many entries. Give at most ${issue.maximum}.`;
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
