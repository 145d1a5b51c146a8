import addFormats from "ajv-formats";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

export type Schema = Record<string, unknown>;
export type DocumentedAnswer = {
  headers?: Record<string, { required?: boolean; schema: Schema }>;
  content?: Record<string, { schema: Schema }>;
};

/**
 * Holds answers against the schemas of an OpenAPI document, more strictly than clients should: a field that is not
 * documented is an error too. What it tells is empty when all is well.
 */
export function answerChecker(components: Record<string, Schema>) {
  const ajv = new Ajv2020({
    strict: true,
    strictTuples: false,
    allowUnionTypes: true,
    allErrors: true,
  });
  addFormats.default(ajv);
  ajv.addVocabulary(["example", "discriminator"]);
  const $defs = closed(components);
  const compiled = new Map<string, ValidateFunction>();

  const complaints = (schema: Schema, value: unknown): string[] => {
    const text = JSON.stringify({ ...closed(schema), $defs }).replaceAll(
      "#/components/schemas/",
      "#/$defs/",
    );
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as Schema);
    compiled.set(text, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };

  return {
    /** What an answer says or leaves out against its description. */
    async complaintsOf(response: Response, documented: DocumentedAnswer): Promise<string[]> {
      const told: string[] = [];
      for (const [name, { schema, required }] of Object.entries(documented.headers ?? {})) {
        const value = response.headers.get(name);
        if (value === null && required) told.push(`The header ${name} is missing.`);
        if (value !== null)
          told.push(...complaints(schema, schema["type"] === "integer" ? Number(value) : value));
      }
      const text = await response.text();
      if (!documented.content)
        return text === "" ? told : [...told, "A body where none is documented."];
      const type = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
      const media = documented.content[type];
      if (!media) return [...told, `The content type "${type}" is not documented.`];
      const values = readAs(type, text);
      if (values.length === 0) told.push("The body is empty.");
      return [...told, ...values.flatMap((value) => complaints(media.schema, value))];
    },
  };
}

/** The body as the values that its schema speaks of: of a stream, the data of each event. */
function readAs(type: string, text: string): unknown[] {
  if (type === "application/json") return [JSON.parse(text)];
  if (type === "text/event-stream")
    return [...text.matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data ?? "") as unknown,
    );
  return text === "" ? [] : [text];
}

/** The same schema, with every object that names its fields closed against others. */
function closed<Value>(schema: Value): Value {
  if (Array.isArray(schema)) return schema.map((one: unknown) => closed(one)) as Value;
  if (typeof schema !== "object" || schema === null) return schema;
  // What narrows another schema names only some of its fields.
  if ("allOf" in schema) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, one]) => [key, closed(one)]));
  const isObject = inner["type"] === "object" && "properties" in inner;
  return (isObject ? { additionalProperties: false, ...inner } : inner) as Value;
}
