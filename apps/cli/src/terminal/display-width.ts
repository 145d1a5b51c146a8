const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** What takes two columns in a terminal: East Asian wide letters and pictures. */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\uFE0F/u;
/** Marks, joiners and the style signs of style.ts take none. */
const noWidth = /^[\p{Mn}\p{Me}\p{Cf}\uFDD0-\uFDEF]+$/u;

/** How many columns a text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOf(segment);
  return width;
}

/** Cuts a text to so many columns, the last an ellipsis where something is left out. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = widthOf(segment);
    if (width + next > columns - 1) break;
    kept += segment;
    width += next;
  }
  return columns < 1 ? "" : `${kept.trimEnd()}…`;
}

/** Breaks a text into lines at its blanks; a word that is longer than a line stays whole, so that it can be copied. */
export function wrapToWidth(text: string, columns: number, indent = ""): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    let width = 0;
    // A no-break space holds its words together.
    for (const word of paragraph.split(/(?<=[ \t])(?=[^ \t])/)) {
      const wordWidth = displayWidth(word.trimEnd());
      if (width > 0 && width + wordWidth > columns) {
        lines.push(line.trimEnd());
        line = indent;
        width = displayWidth(indent);
      }
      line += word;
      width += displayWidth(word);
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

function widthOf(grapheme: string): number {
  const bare = grapheme.replace(/[\uFDD0-\uFDEF]/g, "");
  if (bare === "" || noWidth.test(bare)) return 0;
  return wide.test(bare) ? 2 : 1;
}
