import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { simulatorCatalogue } from "@bunch/adapters/models/simulator/catalogue";
import { expect, test } from "vitest";
import { Problem } from "../problem.ts";
import { chooseModel, defaultModel } from "./choose-model.ts";

const catalogue = [...geminiCatalogue, ...simulatorCatalogue];
type Wish = Partial<Parameters<typeof chooseModel>[0]>;

const choose = (wish: Wish = {}) =>
  chooseModel({
    catalogue,
    model: undefined,
    fallback: undefined,
    aspectRatio: undefined,
    imageSize: undefined,
    variations: undefined,
    seed: undefined,
    references: 0,
    today: "2026-11-30",
    ...wish,
  });

function refusalOf(wish: Wish): Problem {
  try {
    choose(wish);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

test("M2: without a wish the newest live Nano Banana draws one picture a prompt, as the entry begins", () => {
  const chosen = choose();
  expect(chosen.entry.id).toBe("gemini-nano-banana-2.1");
  expect(chosen.settings).toEqual({
    aspectRatio: "1:1",
    imageSize: "1K",
    variations: 1,
    seed: null,
  });
  expect(chosen.warnings).toEqual([]);
});

test("M2: neither a dear model, nor one that was shut down, nor the simulator comes unasked, however new", () => {
  const newest = "2099-01-01";
  const rest = catalogue.map((entry) =>
    entry.id === "gemini-3.1-flash-lite-image" ? entry : { ...entry, releasedOn: newest },
  );
  const withoutLive = rest.filter((entry) => entry.id !== "gemini-nano-banana-2.1");
  expect(defaultModel(withoutLive).id).toBe("gemini-3.1-flash-lite-image");
  expect(() => defaultModel(simulatorCatalogue)).toThrow("no live model");
});

test("M2: the server's DEFAULT_MODEL comes before the newest, the request's own wish before both", () => {
  expect(choose({ fallback: "simulator" }).entry.id).toBe("simulator");
  expect(choose({ fallback: "simulator", model: "gemini-3-pro-image" }).entry.id).toBe(
    "gemini-3-pro-image",
  );
  expect(choose({ model: "" }).entry.id).toBe("gemini-nano-banana-2.1");
});

test("M3: an unknown model is refused with those that are live", () => {
  const refusal = refusalOf({ model: "dall-e-2" });
  const live = catalogue.filter((entry) => entry.status === "live").map((entry) => entry.id);
  expect(refusal).toMatchObject({
    code: "unknown_model",
    details: { field: "model", allowed: live },
  });
  expect(live).toContain("simulator");
  for (const id of live) expect(refusal.message).toContain(id);
});

test("M4: a ratio that the model does not take is refused with those that it takes", () => {
  const wish = { model: "gemini-3-pro-image", aspectRatio: "1:8" };
  const refusal = refusalOf(wish);
  expect(refusal.code).toBe("ratio_not_taken");
  expect(refusal.details?.allowed).toHaveLength(10);
  expect(refusal.message).toContain("21:9");
  expect(choose({ ...wish, model: "gemini-nano-banana-2.1" }).settings.aspectRatio).toBe("1:8");
});

test("M4: a size that the model does not take is refused with those that it takes", () => {
  expect(refusalOf({ imageSize: "512" })).toMatchObject({
    code: "size_not_taken",
    details: { field: "image_size", allowed: ["1K", "2K", "4K"] },
  });
  expect(refusalOf({ model: "gemini-2.5-flash-image", imageSize: "2K" }).message).toContain(
    "Choose one of: 1K.",
  );
});

test("M4: sizes are read in small letters too", () => {
  expect(choose({ imageSize: "4k" }).settings.imageSize).toBe("4K");
});

test("M5: a model that was shut down is drawn with, and a warning names its successor", () => {
  const { entry, warnings } = choose({ model: "gemini-2.5-flash-image" });
  expect(entry.id).toBe("gemini-2.5-flash-image");
  expect(warnings.map((warning) => warning.code)).toEqual(["model_shut_down"]);
  expect(warnings[0]?.message).toContain("2026-10-02");
  expect(warnings[0]?.message).toContain("gemini-nano-banana-2.1");
});

test("M6: as many references as the model takes pass, one more is refused with the number", () => {
  const model = "gemini-2.5-flash-image";
  expect(choose({ model, references: 3 }).entry.id).toBe(model);
  const refusal = refusalOf({ model, references: 4 });
  expect(refusal).toMatchObject({
    code: "too_many_references",
    details: { field: "reference_images" },
  });
  expect(refusal.message).toContain("at most 3");
});

test("M17: a seed is kept for a model that takes one, 0 too; any other draws by chance and a warning says so", () => {
  const simulated = choose({ model: "simulator", seed: 0 });
  expect(simulated.settings.seed).toBe(0);
  expect(simulated.warnings).toEqual([]);
  const other = choose({ model: "gemini-3-pro-image", seed: 7 });
  expect(other.settings.seed).toBeNull();
  expect(other.warnings).toEqual([
    {
      code: "seed_not_taken",
      message: "Nano Banana Pro takes no seed: its pictures are left to chance.",
    },
  ]);
  expect(choose({ model: "gemini-3-pro-image" }).warnings).toEqual([]);
});
