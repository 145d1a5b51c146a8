import type { EmulatorOptions } from "./emulator-options.ts";
import { randomFrom } from "./random.ts";
import type { ReceivedReference } from "./read-request.ts";

/** The colour of a picture: the same model, words, references and seed draw the same one. */
export function hueOf(
  wish: {
    model: string;
    prompt: string;
    references: readonly ReceivedReference[];
    /** Null where none came, or where it says nothing to the model. */
    seed: number | null;
  },
  options: EmulatorOptions,
): number {
  const { model, prompt, references, seed } = wish;
  return randomFrom(
    options.seed,
    model,
    prompt,
    ...references.map(({ sha256 }) => sha256),
    ...(seed === null ? [] : ["seed", seed]),
  );
}
