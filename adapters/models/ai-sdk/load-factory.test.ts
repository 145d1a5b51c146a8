import { CannotStart } from "@bunch/core/cannot-start";
import { expect, test } from "vitest";
import { loadCatalogue } from "../load-catalogue.ts";
import { createImageModels, prepareVendors } from "../registry.ts";
import { listOf } from "./ai-sdk.fixture.ts";

const plain = listOf("http://127.0.0.1:9")[0];
const prepared = (change: object) =>
  prepareVendors(loadCatalogue({ overrides: [{ ...plain, ...change }] }));

test("M18: nothing is offered of it without a list, and what a list names with one", async () => {
  const without = createImageModels({ catalogue: loadCatalogue({}) });
  expect(without.modelOf("ai-sdk")).toBeUndefined();
  expect(without.vendors.map(({ id }) => id)).not.toContain("ai-sdk");
  const catalogue = loadCatalogue({ overrides: listOf("http://127.0.0.1:9") });
  await prepareVendors(catalogue);
  const models = createImageModels({ catalogue });
  expect(models.modelOf("ai-sdk")).toBeDefined();
  expect(models.catalogue.find(({ id }) => id === "gpt-image-2-by-sdk")).toMatchObject({
    vendor: "ai-sdk",
    calls: "gpt-image-2",
    mayBeDefault: false,
  });
});

test.each([
  [{ package: "@ai-sdk/not-there" }, /npm install @ai-sdk\/not-there$/u],
  [{ package: "../../secret.ts" }, /say in "package" which/u],
  [{ package: "express" }, /express makes no provider/u],
  [{ package: "node:fs" }, /say in "package" which/u],
  [{ provider: "createNothing" }, /has no "createNothing".*createGoogle/u],
  [{ imageTokens: { "1K": 0 } }, /say in imageTokens what a picture costs/u],
])("M18: %j stops the start with what to mend", async (change, sentence) => {
  await expect(prepared(change)).rejects.toThrow(CannotStart);
  await expect(prepared(change)).rejects.toThrow(sentence);
});

test("M18: a model is complete where the list says package and price, and free where it says so", async () => {
  await prepared({});
  await prepared({ provider: "createGoogleGenerativeAI" });
  await prepared({ imageTokens: { "1K": 0 }, prices: { image: 0 }, needsKey: false });
  expect(() => loadCatalogue({ overrides: [{ ...plain, sizing: "both" }] })).toThrow(
    /sizing must be/u,
  );
  expect(() => loadCatalogue({ overrides: [{ ...plain, baseUrl: "ftp://x" }] })).toThrow(
    /baseUrl must be/u,
  );
});
