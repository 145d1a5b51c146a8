import { isRecord } from "../http/json-shape.ts";

/** What people write into a workflow where something goes that differs from picture to picture. */
const placeholder = /\{\{\s*(prompt|width|height|seed|reference_[1-9]\d?)\s*\}\}/gu;

/** The names of the placeholders anywhere in a value. */
export function placeholdersIn(value: unknown): Set<string> {
  const names = new Set<string>();
  textsIn(value, (text) => {
    for (const [, name = ""] of text.matchAll(placeholder)) names.add(name);
  });
  return names;
}

/** Fills the placeholders anywhere in a value; where nothing else stands beside one, a number stays a number. What is not known stays. */
export function withPlaceholders(
  value: unknown,
  known: Readonly<Record<string, string | number>>,
): unknown {
  if (typeof value === "string") return filled(value, known);
  if (Array.isArray(value)) return value.map((one) => withPlaceholders(one, known));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withPlaceholders(one, known)]),
  );
}

function filled(text: string, known: Readonly<Record<string, string | number>>): string | number {
  const [whole, name = ""] = [...text.matchAll(placeholder)][0] ?? [];
  if (whole === text.trim()) return known[name] ?? text;
  // In one go: a prompt may hold what looks like a placeholder.
  return text.replaceAll(placeholder, (found, one: string) => String(known[one] ?? found));
}

function textsIn(value: unknown, take: (text: string) => void): void {
  if (typeof value === "string") take(value);
  else if (Array.isArray(value)) for (const one of value) textsIn(one, take);
  else if (isRecord(value)) for (const one of Object.values(value)) textsIn(one, take);
}
