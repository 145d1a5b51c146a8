import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rawCall } from "../test/raw-call.ts";
import { readSteps, stepByChance, stepsInPrompt } from "./choose-scenario.ts";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const happened = (): (string | null)[] => emulator.calls().map((call) => call.scenario);

test("a step has a name, an argument, a word about the bill and a count", () => {
  expect(readSteps("ok*2, rate_minute:2.5,reset_mid_body:unbilled")).toEqual([
    { name: "ok", argument: null, billed: null },
    { name: "ok", argument: null, billed: null },
    { name: "rate_minute", argument: "2.5", billed: null },
    { name: "reset_mid_body", argument: null, billed: false },
  ]);
  expect(() => readSteps("nonsense")).toThrow("knows no scenario");
});

test("brackets of other kinds are part of the prompt", () => {
  expect(stepsInPrompt("a [red] fox in [[(curly)]] braces")).toEqual([]);
});

test("chance picks by the probabilities in turn and leaves the rest to ok", () => {
  const probabilities = { internal_500: 0.2, "reset_mid_body:unbilled": 0.3 };
  const picked = [0, 0.19, 0.2, 0.49, 0.5, 0.99].map(
    (random) => stepByChance(probabilities, random).name,
  );
  expect(picked).toEqual([
    "internal_500",
    "internal_500",
    "reset_mid_body",
    "reset_mid_body",
    "ok",
    "ok",
  ]);
});

test("a prompt's own script runs call by call, its last step stays, and each prompt has its own", async () => {
  const prompt = "a fox [[unavailable_503*2,image_other,ok]]";
  for (let call = 0; call < 3; call += 1) await rawCall({ url: emulator.url, prompt });
  await rawCall({ url: emulator.url, prompt: "a cat [[unavailable_503,ok]]" });
  for (let call = 0; call < 2; call += 1) await rawCall({ url: emulator.url, prompt });
  expect(happened()).toEqual([
    "unavailable_503",
    "unavailable_503",
    "image_other",
    "unavailable_503",
    "ok",
    "ok",
  ]);
});

test("the common script is consumed in the order of calls; a directive and a refusal leave it alone", async () => {
  emulator.configure({ script: ["internal_500", "safety"] });
  await rawCall({ url: emulator.url, prompt: "a fox [[blocklist]]" });
  await rawCall({ url: emulator.url, key: null });
  for (let call = 0; call < 3; call += 1) await rawCall({ url: emulator.url });
  expect(happened()).toEqual(["blocklist", null, "internal_500", "safety", "ok"]);
});

test("probabilities hold over many calls and repeat with the seed", async () => {
  const round = async (seed: number): Promise<(string | null)[]> => {
    emulator.reset();
    emulator.configure({ seed, probabilities: { unavailable_503: 0.25 } });
    for (let call = 0; call < 200; call += 1) await rawCall({ url: emulator.url });
    return happened();
  };
  const first = await round(7);
  const share = first.filter((name) => name === "unavailable_503").length / 200;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.35);
  expect(await round(7)).toEqual(first);
  expect(await round(8)).not.toEqual(first);
});
