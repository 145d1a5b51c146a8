import type { PromptEntry } from "@bunch/contracts/prompt-row";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";
import { meanPrice, type Settings } from "./settings.ts";

const quietMs = 350;

export type PriceTold = {
  images: number;
  likely: number;
  each: number;
  /** The most it should come to; null until the server has told it. */
  high: number | null;
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
  const images = prompts.length * settings.variations;
  const wish = {
    prompts,
    model: settings.model.id,
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
  const each = meanPrice(prompts, settings, references);
  if (images > 0 && askedText === wishText && data)
    return {
      images,
      likely: data.estimated_cost.totalCost,
      each: data.estimated_cost.costPerImage,
      high: data.high_cost,
    };
  return { images, likely: Math.round(each * images * 100) / 100, each, high: null };
}
