import type { enWarns } from "./en-warns.ts";
import type { Formats } from "./formats.ts";

/** What the server warns of before a batch is paid. */
export const frWarns = (f: Formats): ReturnType<typeof enWarns> => ({
  shutDown: (model, on) =>
    `${model} a été arrêté par son fournisseur${on === null ? "" : ` le ${f.day(on)}`} ; seuls certains proxys le proposent encore.`,
  endsSoon: (model, on) => `${model} sera arrêté par son fournisseur le ${f.day(on)}.`,
  instead: (model, id, price) =>
    `Prenez plutôt ${model} (${id}) : ${price === null ? "il est gratuit" : `environ ${price} l’image`}.`,
  noSeed: (model) => `${model} ne prend pas de graine : ses images sont laissées au hasard.`,
});
