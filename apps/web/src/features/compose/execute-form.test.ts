import { expect, test } from "vitest";
import { executeForm } from "./execute-form.ts";
import type { Settings } from "./settings.ts";

const settings = (needsKey: boolean) =>
  ({
    model: { id: "m", vendor: "v", needs_key: needsKey },
    models: [{ id: "m", vendor: "v", needs_key: needsKey }],
    aspectRatio: "4:5",
    imageSize: "1K",
    seed: 42,
    variations: 2,
    onDoubt: "ask",
  }) as unknown as Settings;

const whole = {
  prompts: ["a\nb", "c"],
  references: [],
  name: " ",
  cap: null,
  keys: { v: { api_key: "k" } },
};

test("prompts go as a JSON list, empty wishes are left out", () => {
  const form = executeForm({ ...whole, settings: settings(true) });
  expect(Object.fromEntries(form)).toEqual({
    prompts: '["a\\nb","c"]',
    model: "m",
    aspect_ratio: "4:5",
    image_size: "1K",
    seed: "42",
    variations: "2",
    on_doubt: "ask",
    api_key: "k",
  });
});

test("a model that needs no key is not told any", () => {
  expect(executeForm({ ...whole, settings: settings(false) }).has("api_key")).toBe(false);
});

test("a remembered key goes by its id alone", () => {
  const form = executeForm({
    ...whole,
    keys: { v: { key_id: "an id" } },
    settings: settings(true),
  });
  expect([form.get("key_id"), form.has("api_key")]).toEqual(["an id", false]);
});

test("references keep their order and names", () => {
  const references = ["one.png", "two.webp"].map((name) => ({ name, blob: new Blob([name]) }));
  const form = executeForm({ ...whole, references, settings: settings(true) });
  expect(form.getAll("reference_images").map((file) => (file as File).name)).toEqual([
    "one.png",
    "two.webp",
  ]);
});

test("K16: of several models each vendor's key goes by its name, and none where none is needed", () => {
  const models = [
    { id: "m", vendor: "v", needs_key: true },
    { id: "n", vendor: "w", needs_key: true },
    { id: "o", vendor: "v", needs_key: true },
    { id: "p", vendor: "x", needs_key: false },
  ] as unknown as Settings["models"];
  const keys = { v: { api_key: "k" }, w: { key_id: "an id" }, x: { api_key: "not this" } };
  const form = executeForm({ ...whole, keys, settings: { ...settings(true), models } });
  expect(form.get("models")).toBe('["m","n","o","p"]');
  expect([form.get("api_keys"), form.get("key_ids")]).toEqual(['{"v":"k"}', '{"w":"an id"}']);
  for (const field of ["model", "api_key", "key_id"]) expect(form.has(field)).toBe(false);
});
