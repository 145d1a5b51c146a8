import { z } from "zod";

/** The query of a list that comes page by page: how many of `what`, and from where on. */
export const pageQuery = (what: string) => ({
  limit: z
    .int()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: `The most ${what} of a page; 50 unless given.`, example: 20 }),
  cursor: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "The next_cursor of the page before." }),
});
