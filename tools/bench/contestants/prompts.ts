export const apiKey = "bench-key-of-nobody-0000000000000000000";

/** Prompts of ordinary length, none like another. */
export function promptsOf(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) =>
      `Picture ${index + 1}: a lighthouse on a cliff at dusk, seen from the sea, waves breaking, ` +
      `warm light in its windows, painted in gouache with visible brush strokes, number ${index + 1} of a series`,
  );
}
