import type { PromptEntry } from "@bunch/contracts/prompt-row";
import type { Settings } from "./settings.ts";

type GivenKey = { api_key: string } | { key_id: string };

/** The multipart form of `POST /api/nano-banana/execute`. A key goes along only where a model needs one. */
export function executeForm(input: {
  prompts: PromptEntry[];
  references: { name: string; blob: Blob }[];
  settings: Settings;
  name: string;
  cap: number | null;
  /** By vendor. */
  keys: Readonly<Record<string, GivenKey | null>>;
}): FormData {
  const { settings } = input;
  const form = new FormData();
  form.set("prompts", JSON.stringify(input.prompts));
  if (settings.models.length === 1) form.set("model", settings.model.id);
  else form.set("models", JSON.stringify(settings.models.map(({ id }) => id)));
  form.set("aspect_ratio", settings.aspectRatio);
  form.set("image_size", settings.imageSize);
  form.set("variations", String(settings.variations));
  if (settings.seed !== null) form.set("seed", String(settings.seed));
  form.set("on_doubt", settings.onDoubt);
  if (input.name.trim() !== "") form.set("name", input.name.trim());
  if (input.cap !== null) form.set("max_cost", String(input.cap));
  for (const [field, value] of keyFields(settings, input.keys)) form.set(field, value);
  for (const { name, blob } of input.references) form.append("reference_images", blob, name);
  return form;
}

/** One model's key by itself; those of several by their vendors, so that none goes to another. */
function keyFields(
  { models, model }: Settings,
  keys: Readonly<Record<string, GivenKey | null>>,
): [string, string][] {
  const needed = [...new Set(models.filter((one) => one.needs_key).map(({ vendor }) => vendor))];
  if (models.length === 1)
    return Object.entries(needed.length > 0 ? (keys[model.vendor] ?? {}) : {});
  const fields = { api_keys: {}, key_ids: {} };
  for (const vendor of needed) {
    const key = keys[vendor];
    if (!key) continue;
    if ("api_key" in key) fields.api_keys = { ...fields.api_keys, [vendor]: key.api_key };
    else fields.key_ids = { ...fields.key_ids, [vendor]: key.key_id };
  }
  return Object.entries(fields)
    .filter(([, byVendor]) => Object.keys(byVendor).length > 0)
    .map(([field, byVendor]) => [field, JSON.stringify(byVendor)]);
}
