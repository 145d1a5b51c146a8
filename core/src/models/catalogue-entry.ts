/** Dollars for a million tokens, which is micro-dollars for one. */
export type TokenPrices = {
  input: number;
  /** What a token of a reference costs, where that is not what one of text does. */
  inputImage?: number;
  text: number;
  image: number;
};

/** What a model can do and what it charges: data from the vendor's catalogue, never constants in the code. */
export type CatalogueEntry = {
  id: string;
  name: string;
  vendor: string;
  status: "live" | "shut_down";
  /** ISO dates; the newest live entry of the family is the default. */
  releasedOn: string;
  shutDownOn: string | null;
  successor: string | null;
  /** Whether it may be chosen when nobody asks for a model. */
  mayBeDefault: boolean;
  needsKey: boolean;
  simulated: boolean;
  aspectRatios: readonly string[];
  /** The first is the default. */
  imageSizes: readonly string[];
  maxReferenceImages: number;
  prices: TokenPrices;
  /** Output tokens of one picture, by image size. */
  imageTokens: Readonly<Record<string, number>>;
  thinkingTokens: { expected: number; most: number };
  /** Input tokens of one reference image. */
  referenceTokens: number;
  /** Width and height in pixels, by image size and aspect ratio. */
  pixels: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;
  /** How long one call may take in all, by image size. */
  deadlineMs: Readonly<Record<string, number>>;
  /** How many calls at once are worth while, where the model draws on this machine; null where the provider says. */
  callsAtOnce: number | null;
};

/** What a person chose for an execution, complete. */
export type DrawSettings = { aspectRatio: string; imageSize: string; variations: number };
