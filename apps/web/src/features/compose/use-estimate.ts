import type { PromptEntry } from "@bunch/contracts/prompt-row";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";
import { meanPrice, type Settings } from "./settings.ts";

const quietMs = 350;

export type PriceTold = {
  /** Of all models together, as the money is. */
  images: number;
  likely: number;
  each: number;
  /** The most it should come to; null until the server has told it. */
  high: number | null;
  /** What each model's part comes to, in the order of the settings. */
  byModel: { model: string; likely: number; each: number }[];
};

/** The price told before: at once from the catalogue, then as the server reckons it. */
export function useEstimate(input: {
  prompts: PromptEntry[];
  /** How many ask for what is not to be had: the server would refuse them. */
  misfits: number;
  /** How many are longer than it takes: those it would refuse too. */
  tooLong: number;
  references: number;
  settings: Settings;
}): PriceTold {
  const { prompts, misfits, tooLong, references, settings } = input;
  const client = useClient();
  const { models } = settings;
  const imagesOfOne = prompts.length * settings.variations;
  const images = imagesOfOne * models.length;
  const wish = {
    prompts,
    ...(models.length > 1 ? { models: models.map(({ id }) => id) } : { model: settings.model.id }),
    aspect_ratio: settings.aspectRatio,
    image_size: settings.imageSize,
    variations: settings.variations,
    reference_image_count: references,
  };
  const wishText = JSON.stringify(wish);
  const [askedText] = useDebouncedValue(wishText, quietMs);
  const { data } = useQuery({
    queryKey: ["estimate", askedText],
    queryFn: ({ signal }) => client.estimate(JSON.parse(askedText) as typeof wish, signal),
    enabled: images > 0 && misfits === 0 && tooLong === 0 && askedText === wishText,
    gcTime: 60_000,
    retry: false,
  });
  if (images > 0 && askedText === wishText && data) {
    const { estimated_cost: sum, high_cost: high } = data;
    const byModel = (data.models ?? [{ model: data.model, estimated_cost: sum }]).map((one) => ({
      model: one.model,
      likely: one.estimated_cost.totalCost,
      each: one.estimated_cost.costPerImage,
    }));
    return { images, likely: sum.totalCost, each: sum.costPerImage, high, byModel };
  }
  const byModel = models.map((model) => {
    const each = meanPrice(prompts, { ...settings, model }, references);
    return { model: model.id, likely: Math.round(each * imagesOfOne * 100) / 100, each };
  });
  const sumOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
  const likely = Math.round(sumOf(byModel.map((one) => one.likely)) * 100) / 100;
  const each = Math.round((sumOf(byModel.map((one) => one.each)) / models.length) * 1000) / 1000;
  return { images, likely, each, high: null, byModel };
}
