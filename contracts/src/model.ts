import { z } from "zod";
import { Warning } from "./envelope.ts";
import { doubtPolicies } from "./doubt.ts";

/** A catalogue entry as people choose it: what the model can do and about what a picture costs, in dollars. */
export const Model = z.object({
  id: z.string(),
  name: z.string(),
  vendor: z.string(),
  status: z.enum(["live", "shut_down"]),
  // What a server of before does not tell, which answers beside newer ones during a deploy, has a default.
  released_on: z.string().default("").meta({ description: "A date." }),
  shut_down_on: z
    .string()
    .nullable()
    .meta({ description: "A date, perhaps one to come; null while none is known." }),
  successor: z.string().nullable().meta({ description: "What to ask for instead." }),
  is_default: z.boolean().meta({ description: "Taken when a request names no model." }),
  needs_key: z.boolean(),
  simulated: z.boolean().meta({ description: "Draws on the server itself, for nothing." }),
  aspect_ratios: z.array(z.string()),
  image_sizes: z.array(z.string()),
  default_aspect_ratio: z.string(),
  default_image_size: z.string(),
  max_reference_images: z.number().int(),
  takes_seed: z
    .boolean()
    .default(false)
    .meta({ description: "Whether the same seed draws the same picture." }),
  cost_per_image: z.record(z.string(), z.number()).meta({
    description:
      "By image size: expected dollars for one picture without references, thinking included.",
  }),
  priced_on: z.string().nullable().default(null).meta({
    description: "The day on which the prices were as told; null where nobody looked them up.",
  }),
  price_source: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: "Where the prices stand." }),
  changed_by: z.enum(["file", "screen"]).nullable().default(null).meta({
    description:
      "Whether it was changed or added on this server: by models.json, or on screen; null where it is as it came.",
  }),
  cost_per_reference_image: z.number().meta({
    description: "Dollars that one reference image adds to each picture.",
  }),
  pixels: z.record(z.string(), z.record(z.string(), z.tuple([z.number(), z.number()]))).meta({
    description: "By image size and ratio: pixels, width then height.",
  }),
});
export type Model = z.infer<typeof Model>;

/** `GET /api/models`. `server_keys` names the vendors for which the server has a key of its own, so that a request may bring none. */
export const ModelList = z.object({
  success: z.literal(true),
  data: z.array(Model),
  limits: z.object({
    max_prompts: z.number().int().meta({ description: "The most prompts of one batch." }),
    max_prompt_characters: z.number().int(),
    max_reference_images: z.number().int(),
    max_reference_image_mb: z.number(),
    max_variations: z.number().int(),
  }),
  on_doubt: z.enum(doubtPolicies).meta({
    description: "What becomes of an unanswered call that may be charged, unless a batch says it.",
  }),
  server_key: z.boolean().meta({
    description: "Whether the server has a key of its own, for whichever vendor.",
  }),
  vendors: z
    .array(
      z.object({
        id: z.string().meta({ description: "As models name it." }),
        name: z.string(),
        company: z.string().meta({ description: "Whoever answers for its keys and its models." }),
        key_variable: z.string().nullable().meta({
          description: "The environment variable that holds a key; null where none is needed.",
        }),
      }),
    )
    .default([])
    .meta({ description: "Who serves the models, as people call them." }),
  skipped_changes: z
    .array(z.object({ id: z.string(), problem: z.string() }))
    .default([])
    .meta({ description: "What was changed on screen and does not fit this version any more." }),
  server_keys: z.array(z.string()).meta({
    description:
      "The vendors for whose models the server has a key of its own, so that a request may bring none.",
  }),
});
export type ModelList = z.infer<typeof ModelList>;

/** The price told before: dollars; `costPerImage` rounded up to $0.001, `totalCost` to two decimals. */
export const Estimate = z.object({
  totalCost: z
    .number()
    .meta({ description: "imageCount × costPerImage, in dollars, to the cent." }),
  costPerImage: z.number().meta({
    description: "The expected price of a picture in dollars, rounded up to $0.001.",
  }),
  imageCount: z.number().int(),
});
export type Estimate = z.infer<typeof Estimate>;

export const EstimateAnswer = z.object({
  model: z.string().meta({ description: "Of several models, the first." }),
  estimated_cost: Estimate,
  high_cost: z.number().meta({
    description: "Dollars if every picture took the most that the catalogue knows of.",
  }),
  prompts: z.number().int().meta({ description: "How many prompts were read." }),
  warnings: z.array(Warning),
  models: z
    .array(z.object({ model: z.string(), estimated_cost: Estimate, high_cost: z.number() }))
    .optional()
    .meta({
      description:
        "With several models: what each of them should cost. The costs beside it are the sum, `costPerImage` the mean over all pictures.",
    }),
});
export type EstimateAnswer = z.infer<typeof EstimateAnswer>;
