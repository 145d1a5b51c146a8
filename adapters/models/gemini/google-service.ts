import type { LineSetting } from "../http/line.ts";

/** One of the ways in which Google serves its models: where they are asked, and how it wants the key. */
export type GoogleService = {
  address: LineSetting;
  /** The path of a model, without the method; a sentence where this key is of no use at this address. */
  pathOf(input: { called: string; apiKey: string }): { path: string } | { unusable: string };
  keyHeaders(apiKey: string): Record<string, string>;
  words: ServiceWords;
};

/** What the sentences about an error have to name. */
export type ServiceWords = {
  /** The variable that holds the address. */
  variable: string;
  /** Says what to do about a key that is not accepted. */
  badKey: string;
};
