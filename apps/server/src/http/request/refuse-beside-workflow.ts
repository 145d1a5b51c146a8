import { Problem } from "@bunch/core/problem";

const given = [
  "prompts_text",
  "prompts",
  "model",
  "models",
  "api_keys",
  "key_ids",
  "aspect_ratio",
  "image_size",
  "variations",
  "seed",
  "reference_images",
  "reference_image_count",
] as const;

/** A workflow is run again as it is: whatever it brings itself may not be given beside its id. */
export function refuseBesideWorkflow(fields: Partial<Record<(typeof given)[number], unknown>>) {
  const field = given.find((name) => fields[name] !== undefined);
  if (field !== undefined)
    throw new Problem(
      "bad_request",
      `${field} was given beside workflow_id, which runs the same prompts, references and settings again. Leave ${field} out, or leave workflow_id out to start a new batch.`,
      { field },
    );
}
