/** The most characters of one prompt, counted as Unicode code points. */
export const maxPromptCharacters = 8000;

/**
 * Splits pasted text into prompts at blank lines (lines of white space only); a single line break stays inside its prompt.
 * Text without a real line break in which `\n\n` stands literally, as a shell leaves it, is read with its `\n` as line breaks.
 * Server and web page share it, so that what is counted on the screen is what is drawn.
 */
export function splitPrompts(text: string): string[] {
  const lines = withRealLineBreaks(text.replace(/^\uFEFF/, "")).split("\n");
  const prompts: string[] = [];
  let current: string[] = [];
  for (const line of [...lines, ""]) {
    const kept = line.trimEnd();
    if (kept !== "") current.push(kept);
    else if (current.length > 0) {
      prompts.push(current.join("\n").trim());
      current = [];
    }
  }
  return prompts;
}

/** How long a prompt is, in code points: an emoji or accent is not counted double. */
export function countCharacters(prompt: string): number {
  let count = 0;
  for (const _ of prompt) count += 1;
  return count;
}

function withRealLineBreaks(text: string): string {
  const unified = text.replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n");
  const literalBlankLine = /(?:\\r)?\\n[ \t]*(?:\\r)?\\n/;
  if (unified.trim().includes("\n") || !literalBlankLine.test(unified)) return unified;
  return unified.replace(/(?:\\r)?\\n/g, "\n");
}
