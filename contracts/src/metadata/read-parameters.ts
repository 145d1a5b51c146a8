import { readSeed } from "../picture-seed.ts";
import type { PictureSettings } from "./picture-settings.ts";

/** Longer ones are not read. */
const mostCharacters = 200_000;
const mostOfLine = 20_000;
/** With fewer, the last line is one of the prompt: AUTOMATIC1111 reads it so too. */
const fewestSettings = 3;

/** What text says that is written as AUTOMATIC1111 writes it: the prompt, what to avoid, and a line of settings; null for other text. */
export function readParameters(text: string): PictureSettings | null {
  if (text.length > mostCharacters) return null;
  const lines = text.trim().split(/\r?\n/);
  const settings = settingsOf(lines.pop() ?? "");
  if (settings.size < fewestSettings) return null;
  const avoid = lines.findIndex((line) => line.startsWith("Negative prompt:"));
  const prompt = (avoid < 0 ? lines : lines.slice(0, avoid)).join("\n").trim();
  if (prompt === "") return null;
  const pixels = /^(\d{1,6})x(\d{1,6})$/.exec(settings.get("Size") ?? "");
  return {
    prompt,
    model: settings.get("Model") ?? null,
    aspectRatio: settings.get("Aspect ratio") ?? null,
    imageSize: settings.get("Image size") ?? null,
    seed: readSeed(settings.get("Seed")),
    size: pixels ? [Number(pixels[1]), Number(pixels[2])] : null,
  };
}

/** Reads `Name: value, Name: "value, quoted as JSON"`. */
function settingsOf(line: string): Map<string, string> {
  const settings = new Map<string, string>();
  if (line.length > mostOfLine) return settings;
  for (const part of partsOf(line)) {
    const [, name, value] = /^([\w][\w \-/]{0,80}):(.*)$/.exec(part.trim()) ?? [];
    if (name !== undefined && value !== undefined) settings.set(name, unquoted(value.trim()));
  }
  return settings;
}

/** The parts between commas that stand outside of quotes. */
function partsOf(line: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at];
    if (isQuoted && sign === "\\") at += 1;
    else if (sign === '"') isQuoted = !isQuoted;
    else if (sign === "," && !isQuoted) {
      parts.push(line.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(line.slice(from));
  return parts;
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}
