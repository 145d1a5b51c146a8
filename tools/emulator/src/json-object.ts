/** A JSON object whose fields are yet to be looked at. */
export type JsonObject = Record<string, unknown>;

/** Tells whether a value is a JSON object and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses a JSON object; null where the text is anything else. */
export function parsedObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Reads a field under its camelCase or its snake_case name: the provider takes both. */
export function field(object: JsonObject, name: string): unknown {
  const snake = name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
  return object[name] ?? object[snake];
}
