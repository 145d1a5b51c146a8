import type { EstimateAnswer, Model } from "@bunch/contracts/model";
import { expect, test } from "vitest";
import { en } from "../words/en.ts";
import { createFormats } from "../words/formats.ts";
import { fr } from "../words/fr.ts";
import { offerNotes } from "./offer-notes.ts";

const model = (name: string, more: Partial<Model> = {}) =>
  ({
    id: name.toLowerCase(),
    vendor: "gemini",
    released_on: "2026-01-01",
    image_sizes: ["1K", "2K"],
    cost_per_image: { "1K": 0.041, "2K": 0.058 },
    name,
    status: "live",
    shut_down_on: null,
    successor: null,
    takes_seed: true,
    ...more,
  }) as Model;
const fresh = model("New");
// Its successor is gone, too: what follows that one is to be taken.
const old = model("Old", { status: "shut_down", shut_down_on: "2026-10-02", successor: "older" });
const older = model("Older", { status: "shut_down", successor: "new", takes_seed: false });
const ending = model("Ending", { shut_down_on: "2026-12-24", successor: "new" });
const lasting = model("Lasting", { shut_down_on: "2027-12-24" });
const alone = model("Alone", { status: "shut_down", vendor: "other" });
const known = [fresh, old, older, ending, lasting, alone];
const request = { prompts: ["a fox"], maxCost: undefined, imageSize: "2k" };

function notes(language: "en" | "fr", models: Model[], codes: string[]): string[] {
  const formats = createFormats(language);
  const words = language === "en" ? en(formats) : fr(formats);
  const warnings = codes.map((code, place) => ({ code, message: `sentence ${place}` }));
  const estimate = { estimated_cost: { totalCost: 1 }, warnings } as unknown as EstimateAnswer;
  return offerNotes({ words, formats, language } as Parameters<typeof offerNotes>[0], {
    request,
    estimate,
    models,
    known,
    today: "2026-11-30",
  });
}

const place = "Prenez plutôt New (new)\u00a0: environ 0,058\u00a0$ l’image.";

test("C12, M14: of several models a warning is said in French of the one that it is about, with what to take instead and its price", () => {
  const codes = ["model_shut_down", "model_ends_soon", "model_shut_down", "seed_not_taken"];
  expect(notes("fr", [fresh, old, lasting, ending, older], codes)).toEqual([
    `Old a été arrêté par son fournisseur le 02/10/2026\u00a0; seuls certains proxys le proposent encore. ${place}`,
    `Ending sera arrêté par son fournisseur le 24/12/2026. ${place}`,
    `Older a été arrêté par son fournisseur\u00a0; seuls certains proxys le proposent encore. ${place}`,
    "Older ne prend pas de graine\u00a0: ses images sont laissées au hasard.",
  ]);
  expect(notes("fr", [alone], ["model_shut_down"])).toEqual([
    "Alone a été arrêté par son fournisseur\u00a0; seuls certains proxys le proposent encore.",
  ]);
});

test("C12: in English the server's own sentences stand, as does what nobody here knows", () => {
  expect(notes("en", [old], ["model_shut_down", "of_tomorrow"])).toEqual([
    "sentence 0",
    "sentence 1",
  ]);
  expect(notes("fr", [old], ["of_tomorrow", "model_not_for_key"])).toEqual([
    "sentence 0",
    "sentence 1",
  ]);
});
