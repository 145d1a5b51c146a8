import type { ModelList } from "@bunch/contracts/model";
import { maxPromptCharacters } from "@bunch/contracts/prompts-text";
import { routes } from "@bunch/contracts/routes";
import { defaultModel } from "@bunch/core/models/choose-model";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { wireModel } from "./wire/model.ts";

/** The most pictures of one prompt. */
const maxVariations = 4;

/** `GET /api/models`: what can be chosen, what each costs, and how much this server takes. */
export function models(app: AppInput): Router {
  return Router().get(routes.models.path, async (request, response) => {
    await app.userOf(request);
    await app.catalogue.takeUp();
    response.json(listOf(app) satisfies ModelList);
  });
}

function listOf({ doors, settings: all }: AppInput): ModelList {
  const { catalogue, vendors, misfits, changedBy } = doors.models;
  const { limits, serverKeys, ...settings } = all;
  const defaultId = settings.defaultModel ?? defaultModel(catalogue).id;
  return {
    success: true,
    data: catalogue.map((entry) => wireModel(entry, { defaultId, changedBy: changedBy(entry.id) })),
    limits: {
      max_prompts: limits.maxPrompts,
      max_prompt_characters: maxPromptCharacters,
      max_reference_images: limits.maxReferenceImages,
      max_reference_image_mb: limits.maxReferenceImageBytes / 1024 ** 2,
      max_variations: maxVariations,
    },
    on_doubt: settings.onDoubt,
    vendors: vendors.map(({ keyVariable, ...vendor }) => ({
      ...vendor,
      key_variable: keyVariable,
    })),
    skipped_changes: [...misfits],
    server_key: serverKeys.size > 0,
    server_keys: [...serverKeys.keys()],
  };
}
