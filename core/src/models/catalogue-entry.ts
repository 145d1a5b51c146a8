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
  /** Whether its vendor says that it draws the same from the same seed. */
  takesSeed: boolean;
  prices: TokenPrices;
  /** An ISO date: when the prices were as the source says; missing where nobody looked them up. */
  pricedOn?: string;
  /** Where the prices stand, as people find it. */
  source?: string;
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
export type DrawSettings = {
  aspectRatio: string;
  imageSize: string;
  variations: number;
  /** Of the first picture of each prompt; null leaves it to chance. */
  seed: number | null;
};
