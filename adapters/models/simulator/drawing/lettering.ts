import { createRequire } from "node:module";
import { GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import type { Box } from "./stage.ts";

const family = '"Bunch Display", "Bunch Display Extended", sans-serif';
const lineHeight = 1.06;
/** More words than this fit no picture. */
const mostWords = 600;

/** Sets a text as large as its box allows, from the top left; answers where it ends. */
export function setText(input: {
  context: SKRSContext2D;
  text: string;
  box: Box;
  largest: number;
  smallest: number;
  color: string;
}): number {
  const { context, box } = input;
  const widthOf = measuredWith(context);
  const words = input.text.split(/\s+/).filter(Boolean).slice(0, mostWords);
  let size = input.largest;
  let lines = wrap(words, box.width / size, widthOf);
  while (size > input.smallest && lines.length * size * lineHeight > box.height) {
    size = Math.max(input.smallest, size * 0.94);
    lines = wrap(words, box.width / size, widthOf);
  }
  const room = Math.max(1, Math.floor(box.height / (size * lineHeight)));
  if (lines.length > room) {
    const last = (lines[room - 1] ?? "").replace(/.{0,2}$/u, "").replace(/[\s,;:.]+$/u, "");
    lines = [...lines.slice(0, room - 1), `${last}…`];
  }
  context.font = displayFont(size);
  context.fillStyle = input.color;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  lines.forEach((line, index) =>
    context.fillText(line, box.x, box.y + size * (0.78 + index * lineHeight)),
  );
  return box.y + lines.length * size * lineHeight;
}

/** The display font at a size in pixels. */
export function displayFont(size: number): string {
  registerFonts();
  return `600 ${size}px ${family}`;
}

/** Breaks words into lines of at most `width`, in units of the font's size; a word too long for any line is cut. */
export function wrap(
  words: readonly string[],
  width: number,
  widthOf: (text: string) => number,
): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words.flatMap((one) => cutToWidth(one, width, widthOf))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}

function cutToWidth(word: string, width: number, widthOf: (text: string) => number): string[] {
  if (widthOf(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const letter of word) {
    if (piece !== "" && widthOf(piece + letter) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return [...pieces, piece];
}

/** Adds up words measured once each: what a line's width is, whatever its size. */
function measuredWith(context: SKRSContext2D): (text: string) => number {
  const known = new Map<string, number>();
  context.font = displayFont(100);
  const measure = (word: string) => {
    const width = known.get(word) ?? context.measureText(word).width / 100;
    known.set(word, width);
    return width;
  };
  const space = measure("n n") - 2 * measure("n");
  return (text) => {
    const words = text.split(" ");
    return words.reduce((sum, word) => sum + measure(word), space * (words.length - 1));
  };
}

let registered = false;

/** Takes the fonts from their npm package, as a bare machine has none. */
function registerFonts(): void {
  if (registered) return;
  registered = true;
  const { resolve } = createRequire(import.meta.url);
  const files = "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque";
  GlobalFonts.registerFromPath(resolve(`${files}-latin-wght-normal.woff2`), "Bunch Display");
  GlobalFonts.registerFromPath(
    resolve(`${files}-latin-ext-wght-normal.woff2`),
    "Bunch Display Extended",
  );
}
