/** The JSON value of a short answer; undefined where it is none, as of a page or one that was cut. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
