import { z } from "zod";
import { errorCodes } from "./error-codes.ts";
import { limitNames } from "./limit.ts";

/** The body of every refusal: a code for programs, a sentence that says what to do for people. */
export const Failure = z.object({
  success: z.literal(false),
  error: z.object({
    code: z.enum(errorCodes).meta({ description: "For programs: what is wrong." }),
    message: z.string().meta({ description: "For people: a sentence that says what to do." }),
    details: z
      .object({
        limit: z.enum(limitNames).optional().meta({
          description: "With over_limit: which of your limits it is.",
        }),
        field: z.string().optional().meta({ description: "The field that does not fit." }),
        prompt: z.number().int().optional().meta({ description: "The prompt's number, from 1." }),
        allowed: z
          .array(z.string())
          .optional()
          .meta({ description: "What would be taken instead." }),
      })
      .optional()
      .meta({ description: "Where it is." }),
  }),
});
export type Failure = z.infer<typeof Failure>;

/** Wraps the data of a successful answer. */
export const successOf = <Data extends z.ZodType>(data: Data) =>
  z.object({ success: z.literal(true), data });

/** Wraps one page of a list; `next_cursor` asks for the following page, null at the end. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    success: z.literal(true),
    data: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: "Asks for the following page; null on the last one." }),
  });

/** A wish that was not or may not be honoured; the work goes on. */
export const Warning = z
  .object({ code: z.string(), message: z.string() })
  .meta({ description: "A wish that was not or may not be honoured; the work goes on." });
export type Warning = z.infer<typeof Warning>;
