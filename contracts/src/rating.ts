import { z } from "zod";

/** The most results that are rated at once. */
export const ratedAtOnce = 50;

/** What a person thinks of one picture: stars and a rejection are apart, and what is not named stays as it is. */
const Rating = z.object({
  id: z.uuid().meta({ description: "The result's id." }),
  rating: z.int().min(1).max(5).nullable().optional().meta({
    description: "1 to 5 stars, null for none. Left out, it stays as it is.",
  }),
  rejected: z.boolean().optional().meta({
    description: "Whether it is put aside. Left out, it stays as it is.",
  }),
});
export type Rating = z.infer<typeof Rating>;

/** `PUT /api/executions/:id/ratings`. One picture named twice is rated in that order. */
export const RatingsRequest = z.object({
  results: z.array(Rating).min(1).max(ratedAtOnce).meta({
    description: "At most 50 pictures of this batch.",
  }),
});
export type RatingsRequest = z.infer<typeof RatingsRequest>;

export const RatingsAnswer = z.object({
  changed: z.int().meta({ description: "How many of them were rated otherwise before." }),
});
export type RatingsAnswer = z.infer<typeof RatingsAnswer>;
