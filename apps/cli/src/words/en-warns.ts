import type { Formats } from "./formats.ts";

/** What the server warns of before a batch is paid. */
export const enWarns = (f: Formats) => ({
  shutDown: (model: string, on: string | null) =>
    `${model} was shut down by its provider${on === null ? "" : ` on ${f.day(on)}`}; only some proxies still serve it.`,
  endsSoon: (model: string, on: string) =>
    `${model} will be shut down by its provider on ${f.day(on)}.`,
  instead: (model: string, id: string, price: string | null) =>
    `Use ${model} (${id}) instead: ${price === null ? "it is free" : `about ${price} a picture`}.`,
  noSeed: (model: string) => `${model} takes no seed: its pictures are left to chance.`,
});
