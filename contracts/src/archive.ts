import { z } from "zod";

/** The longest choice of slots that an address takes: servers in front of ours cut longer ones. */
export const longestSlots = 6000;

const largestSlot = 999_999_999;
const slotsShape = /^\d{1,9}(?:-\d{1,9})?(?:,\d{1,9}(?:-\d{1,9})?)*$/;

/** Reads slots as they are written in an address, as ranges with both ends; null for what is none. */
export function readSlots(text: string): [number, number][] | null {
  if (!slotsShape.test(text)) return null;
  const ranges: [number, number][] = [];
  for (const part of text.split(",")) {
    const [from = 0, to = from] = part.split("-").map(Number);
    if (from > to) return null;
    ranges.push([from, to]);
  }
  return ranges;
}

/** Writes slots the shortest way: `0-4,9,12`. They come in order, each once. */
export function writeSlots(slots: readonly number[]): string {
  const parts: string[] = [];
  for (let place = 0; place < slots.length;) {
    const from = slots[place] ?? 0;
    let to = from;
    place += 1;
    while (slots[place] === to + 1) {
      to += 1;
      place += 1;
    }
    parts.push(from === to ? String(from) : `${from}-${to}`);
  }
  return parts.join(",");
}

const slots = z
  .string()
  .max(longestSlots)
  .refine((text) => readSlots(text) !== null, {
    error: `slots and ranges of slots from 0 to ${largestSlot} belong there, as in 0-4,9,12`,
  });

/** Which of a batch's pictures: all of them unless something is said. */
export const ArchiveChoice = z.object({
  slots: slots.optional().meta({
    description:
      "Only these slots (prompt × variations + variation, both from 0): numbers and ranges with commas between, at most 6 000 characters.",
  }),
  min_rating: z.int().min(1).max(5).optional().meta({
    description: "Only pictures with at least so many stars that were not rejected.",
  }),
  metadata: z.boolean().optional().meta({
    description:
      "Writes into each PNG and JPEG how it was made: prompt, model, aspect ratio and size. Without it pictures are the very bytes that the model sent.",
  }),
});
export type ArchiveChoice = z.infer<typeof ArchiveChoice>;

/** Whether metadata is wanted, as an address says it. */
const metadataFlag = z
  .enum(["0", "1"])
  .transform((flag) => flag === "1")
  .optional();

/** `GET /api/executions/:id/archive.zip`. */
export const ArchiveQuery = ArchiveChoice.extend({
  min_rating: z.coerce.number().int().min(1).max(5).optional(),
  metadata: metadataFlag,
  ticket: z.string().max(1000).optional().meta({
    description:
      "What openArchive gave, in place of a token: a browser that downloads a link sends none.",
  }),
});

/** `GET /api/executions/:id/picture`. */
export const PictureQuery = z.object({
  slot: z.coerce.number().int().min(0).max(largestSlot).optional().meta({
    description:
      "Which of the batch's pictures: prompt × variations + variation, both from 0. The first one unless given.",
  }),
  metadata: metadataFlag,
});

/** `POST /api/executions/:id/archive`: an archive that can be fetched by its address alone, for some hours. */
export const Archive = z
  .object({
    url: z.string().meta({
      description:
        "Where it is fetched, without a token. Whoever has this address can, until it is over.",
      examples: [
        "http://localhost:3000/api/executions/7b0c5a7e-3c1f-4d0e-9a55-2f6d1c8e4b90/archive.zip?ticket=…",
      ],
    }),
    file_name: z.string(),
    bytes: z.int().meta({ description: "How long it is, were it fetched now." }),
    pictures: z.int().meta({ description: "How many pictures are in it." }),
    missing: z.int().meta({
      description:
        "How many more there should be, which the store has lost or damaged. The manifests in it name them.",
    }),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: "Archive" });
export type Archive = z.infer<typeof Archive>;
