/** What a picture costs, in micro-dollars. */
export type JobPrice =
  /** One price, or one for each resolution that differs from it. */
  | { per: "picture"; micros: number; bySize?: Readonly<Record<string, number>> }
  /** Megapixels of 1024 × 1024, each picture and each reference rounded up by itself. */
  | {
      per: "megapixel";
      firstMicros: number;
      furtherMicros: number;
      referenceMicros: number;
    };

/** Where a model takes its references, and how many. */
export interface JobReferences {
  /** Fields that hold one picture or a list of them. */
  fields: readonly string[];
  least: number;
  most: number;
}

/** What one model of a vendor with a queue takes and charges. */
export interface JobModel {
  id: string;
  price: JobPrice;
  references: JobReferences | null;
  /** The field that names the resolution, where it has one. */
  sizeField?: string;
  /** What becomes of a seed, where it does not decide what is drawn. */
  seed?: "ignored" | "refused";
  /** Whether its output is a list, where the vendor has both. */
  outputIsList?: true;
}

/** The same price for each picture; by its resolution where that is told. */
export function perPicture(micros: number, bySize?: Readonly<Record<string, number>>): JobPrice {
  return { per: "picture", micros, ...(bySize && { bySize }) };
}

/** Prices for the first megapixel, for each further one and for each of a reference. */
export function perMegapixel(
  firstMicros: number,
  furtherMicros: number,
  referenceMicros: number,
): JobPrice {
  return { per: "megapixel", firstMicros, furtherMicros, referenceMicros };
}
