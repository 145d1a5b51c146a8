import { defaultModel } from "@bunch/core/models/choose-model";
import { expect, test } from "vitest";
import { loadCatalogue } from "./load-catalogue.ts";
import { createImageModels, vendors } from "./registry.ts";

const models = createImageModels({
  catalogue: loadCatalogue({}),
  settings: Object.fromEntries(
    vendors.map(({ id }) => [id, { baseUrl: "http://127.0.0.1:9", isOffered: true }]),
  ),
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

test.each(["midjourney", "constructor", ""])("no vendor is called %j", (vendor) => {
  expect(models.modelOf(vendor)).toBeUndefined();
});

test.each([
  [`AIza${"Sy0_-".repeat(7)}`, "gemini"],
  [`sk-proj-${"x".repeat(20)}T3BlbkFJ${"y".repeat(20)}`, "openai"],
  // Proxies give keys that begin so too; they may go to whoever stands behind the address.
  ["sk-1234567890abcdef1234", undefined],
  ["AIza-short", undefined],
])("K15: the key %s tells by its look that it is one of %s", (apiKey, vendor) => {
  expect(models.vendorOfKey(` ${apiKey}\n`)).toBe(vendor);
});

test("K15: a key that two of Google's take is the one's that is meant", () => {
  const key = `AQ.${"Ab_-0".repeat(8)}`;
  expect(models.vendorOfKey(key)).toBe("gemini");
  expect(models.vendorOfKey(key, "vertex")).toBe("vertex");
  expect(models.vendorOfKey(key, "openai")).toBe("gemini");
});
