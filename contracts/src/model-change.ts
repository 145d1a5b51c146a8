import { z } from "zod";
import { moment, uuid } from "./text-formats.ts";

const isoDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/u)
  .meta({ format: "date" });

const dollarsBySize = z.record(z.string(), z.number().min(0).max(1000)).meta({
  description: "By image size: dollars for one picture without references.",
});

/** What an admin changes of a model, or adds as one like another; what is left out is as it came. */
export const ModelChange = z
  .strictObject({
    like: z.string().min(1).max(200).optional().meta({
      description: "Only for a model that is new: the id of the one it starts from.",
    }),
    name: z.string().trim().min(1).max(200).optional(),
    status: z.enum(["live", "shut_down"]).optional(),
    released_on: isoDay.optional(),
    shut_down_on: isoDay.nullable().optional(),
    successor: z.string().min(1).max(200).nullable().optional().meta({
      description: "The id of the model to take instead.",
    }),
    may_be_default: z.boolean().optional().meta({
      description: "Whether it may be taken when a request names no model; of those the newest is.",
    }),
    calls: z.string().min(1).max(300).optional().meta({
      description: "What the vendor calls it, where that is not its id.",
    }),
    cost_per_image: dollarsBySize.optional(),
    priced_on: isoDay.optional().meta({
      description: "When the price was as told; today unless given with a price.",
    }),
    price_source: z.string().min(1).max(500).optional(),
    other_fields: z.record(z.string(), z.unknown()).optional().meta({
      description: "Whatever else an entry of models.json may have, as it stands there.",
    }),
  })
  .meta({ id: "ModelChange" });
export type ModelChange = z.infer<typeof ModelChange>;

/** What can be changed of a model, as it holds. */
const ModelFacts = z.object({
  name: z.string(),
  status: z.enum(["live", "shut_down"]),
  released_on: z.string(),
  shut_down_on: z.string().nullable(),
  successor: z.string().nullable(),
  may_be_default: z.boolean(),
  calls: z.string().nullable().meta({
    description: "What the vendor calls it; null where that is its id.",
  }),
  cost_per_image: dollarsBySize,
  priced_on: z.string().nullable(),
  price_source: z.string().nullable(),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

/** `GET`, `PUT` and `DELETE /api/admin/models/:id`: a model as it holds, as it came, and what was changed. */
export const ChangedModel = z.object({
  id: z.string(),
  now: ModelFacts.nullable().meta({
    description: "As it holds; null where there is none, as its change does not fit or was undone.",
  }),
  as_it_came: ModelFacts.nullable().meta({
    description: "Without what was changed on screen; null for a model that was added there.",
  }),
  change: ModelChange.nullable().meta({
    description:
      "What was changed on screen, prices as fields of models.json; null where nothing was.",
  }),
  changed_at: moment.nullable(),
  changed_by: uuid.nullable(),
  problem: z.string().nullable().meta({
    description: "Why the change does not fit this version; it is left out until it is mended.",
  }),
});
export type ChangedModel = z.infer<typeof ChangedModel>;
