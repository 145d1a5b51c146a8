import type { PromptEntry } from "@bunch/contracts/prompt-row";
import type { Settings } from "./settings.ts";

/** The multipart form of `POST /api/nano-banana/execute`. The key goes along only where the model needs one. */
export function executeForm(input: {
  prompts: PromptEntry[];
  references: { name: string; blob: Blob }[];
  settings: Settings;
  name: string;
  cap: number | null;
  key: { api_key: string } | { key_id: string } | null;
}): FormData {
  const { settings } = input;
  const form = new FormData();
  form.set("prompts", JSON.stringify(input.prompts));
  form.set("model", settings.model.id);
  form.set("aspect_ratio", settings.aspectRatio);
  form.set("image_size", settings.imageSize);
  form.set("variations", String(settings.variations));
  form.set("on_doubt", settings.onDoubt);
  if (input.name.trim() !== "") form.set("name", input.name.trim());
  if (input.cap !== null) form.set("max_cost", String(input.cap));
  if (input.key !== null && settings.model.needs_key)
    for (const [field, value] of Object.entries(input.key)) form.set(field, value);
  for (const { name, blob } of input.references) form.append("reference_images", blob, name);
  return form;
}
