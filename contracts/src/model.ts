import { z } from "zod";
import { Warning } from "./envelope.ts";

/** A catalogue entry as people choose it: what the model can do and about what a picture costs, in dollars. */
export const Model = z.object({
  id: z.string(),
  name: z.string(),
  vendor: z.string(),
  status: z.enum(["live", "shut_down"]),
  shut_down_on: z.string().nullable(),
  successor: z.string().nullable(),
  is_default: z.boolean(),
  needs_key: z.boolean(),
  simulated: z.boolean(),
  aspect_ratios: z.array(z.string()),
  image_sizes: z.array(z.string()),
  default_aspect_ratio: z.string(),
  default_image_size: z.string(),
  max_reference_images: z.number().int(),
  /** Expected dollars for one picture without references, thinking included, by image size. */
  cost_per_image: z.record(z.string(), z.number()),
  /** Dollars one reference image adds to each picture. */
  cost_per_reference_image: z.number(),
  /** Pixels, width then height, by image size and ratio. */
  pixels: z.record(z.string(), z.record(z.string(), z.tuple([z.number(), z.number()]))),
});
export type Model = z.infer<typeof Model>;

/** `GET /api/models`. `server_key` tells that the server has a key of its own, so that a request may bring none. */
export const ModelList = z.object({
  success: z.literal(true),
  data: z.array(Model),
  limits: z.object({
    max_prompts: z.number().int(),
    max_prompt_characters: z.number().int(),
    max_reference_images: z.number().int(),
    max_reference_image_mb: z.number(),
    max_variations: z.number().int(),
  }),
  server_key: z.boolean(),
});
export type ModelList = z.infer<typeof ModelList>;

/** The price told before: dollars; `costPerImage` rounded up to $0.001, `totalCost` to two decimals. */
export const Estimate = z.object({
  totalCost: z.number(),
  costPerImage: z.number(),
  imageCount: z.number().int(),
});
export type Estimate = z.infer<typeof Estimate>;

export const EstimateAnswer = z.object({
  model: z.string(),
  estimated_cost: Estimate,
  /** The most it should come to if every picture takes the catalogue's ceiling, in dollars. */
  high_cost: z.number(),
  prompts: z.number().int(),
  warnings: z.array(Warning),
});
export type EstimateAnswer = z.infer<typeof EstimateAnswer>;
