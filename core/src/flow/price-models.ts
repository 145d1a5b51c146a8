import type { ImageModels } from "../ports/image-model.ts";
import { Problem } from "../problem.ts";
import { priceWish } from "./price-wish.ts";

type Priced = ReturnType<typeof priceWish>;

/** Prices a wish for each of its models, in the order in which they are named; a Problem says which of them does not take it. */
export function priceModels(
  models: ImageModels,
  input: Parameters<typeof priceWish>[1],
): [Priced, ...Priced[]] {
  const { wish, limits } = input;
  if (wish.models === undefined) return [priceWish(models, input)];
  const [first, ...others] = wish.models;
  if (first === undefined || new Set(wish.models).size < wish.models.length)
    throw new Problem(
      "bad_request",
      "models names one model twice. Name each once; for more pictures of one model use variations.",
      { field: "models" },
    );
  const priceOf = (model: string) => priceWish(models, { ...input, wish: { ...wish, model } });
  const priced: [Priced, ...Priced[]] = [priceOf(first), ...others.map(priceOf)];
  const prompts = priced[0].prompts.length;
  const all = prompts * priced.length;
  if (all > limits.maxPrompts)
    throw new Problem(
      "too_many_prompts",
      `These are ${prompts} prompts for ${priced.length} models, ${all} in all; at most ${limits.maxPrompts} fit in one batch. Choose fewer models or split the prompts, or raise MAX_PROMPTS.`,
      { field: wish.prompts === undefined ? "prompts_text" : "prompts" },
    );
  return priced;
}
