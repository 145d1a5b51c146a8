import { defaultModel } from "@bunch/core/models/choose-model";
import { expect, test } from "vitest";
import { loadCatalogue } from "./gemini/load-catalogue.ts";
import { googleBaseUrl } from "./gemini/model.ts";
import { createImageModels } from "./registry.ts";

const models = createImageModels({
  gemini: { baseUrl: googleBaseUrl, catalogue: loadCatalogue({}) },
});

test("every entry has an id of its own and a vendor that is served", () => {
  const ids = models.catalogue.map((entry) => entry.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain("simulator");
  for (const entry of models.catalogue) expect(models.modelOf(entry.vendor)).toBeDefined();
});

test("nobody gets the simulator who did not ask for it", () => {
  expect(defaultModel(models.catalogue).id).toBe("gemini-nano-banana-2.1");
});

test.each(["openai", "constructor", ""])("no vendor is called %j", (vendor) => {
  expect(models.modelOf(vendor)).toBeUndefined();
});
