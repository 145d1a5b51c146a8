import { readSeed } from "../picture-seed.ts";
import type { PictureSettings } from "./picture-settings.ts";
import { xmpNames } from "./xmp-names.ts";

/** Longer ones are not ours. */
const mostCharacters = 200_000;

/**
 * What XMP that we have written says, whichever program has written it anew since; null for all other XMP. It is searched
 * for its properties and not read as XML: so nothing that it declares, includes or nests is ever followed.
 */
export function readXmp(xmp: string): PictureSettings | null {
  if (xmp.length > mostCharacters) return null;
  const ours = prefixOf(xmp, xmpNames.bunch);
  const dublinCore = prefixOf(xmp, xmpNames.dc);
  if (ours === null || dublinCore === null) return null;
  const prompt = textIn(elementOf(xmp, `${dublinCore}:description`) ?? "");
  if (prompt === null || prompt.trim() === "") return null;
  const property = (name: string) => propertyOf(xmp, `${ours}:${name}`);
  return {
    prompt,
    model: property("Model"),
    aspectRatio: property("AspectRatio"),
    imageSize: property("ImageSize"),
    seed: readSeed(property("Seed")),
    size: null,
  };
}

/** What a namespace is called in it. */
function prefixOf(xmp: string, namespace: string): string | null {
  const at = xmp.search(new RegExp(`["']${escaped(namespace)}["']`));
  const before = xmp.slice(Math.max(0, at - 80), Math.max(0, at));
  return /xmlns:([\w.-]{1,40})\s{0,9}=\s{0,9}$/.exec(before)?.[1] ?? null;
}

/** A simple property, written as an attribute or as an element. */
function propertyOf(xmp: string, name: string): string | null {
  const at = new RegExp(`\\s${escaped(name)}\\s{0,9}=\\s{0,9}(["'])`).exec(xmp);
  if (at === null) {
    const element = elementOf(xmp, name);
    return element === null || element.includes("<") ? null : unescaped(element).trim();
  }
  const from = at.index + at[0].length;
  const to = xmp.indexOf(at[1] ?? "", from);
  return to < 0 ? null : unescaped(xmp.slice(from, to));
}

/** What stands between an element's tags. */
function elementOf(xmp: string, name: string): string | null {
  const from = xmp.indexOf(`<${name}`);
  const open = from < 0 ? -1 : xmp.indexOf(">", from);
  const to = open < 0 ? -1 : xmp.indexOf(`</${name}`, open);
  return to < 0 ? null : xmp.slice(open + 1, to);
}

/** The text of the first item of a list of languages, or of an element that holds text alone. */
function textIn(element: string): string | null {
  const item = /<[\w.-]{1,40}:li(?:\s[^<>]{0,200})?>/.exec(element);
  if (item === null) return element.includes("<") ? null : unescaped(element);
  const from = item.index + item[0].length;
  const to = element.indexOf("<", from);
  return to < 0 ? null : unescaped(element.slice(from, to));
}

const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi,
    (_whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? "";
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      const isCharacter = code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : "\uFFFD";
    },
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
