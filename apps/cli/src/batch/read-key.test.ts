import { expect, test } from "vitest";
import { speak } from "../words/speak.ts";
import { readKey } from "./read-key.ts";

const { words } = speak("en", {});

test("K15, C2: the environment's keys go each to the one vendor that they open", async () => {
  const env = { GEMINI_API_KEY: " google ", OPENAI_API_KEY: "openai" };
  const given = await readKey(words, undefined, env);
  expect(["gemini", "openai", "another", ""].map(given)).toEqual([
    "google",
    "openai",
    undefined,
    undefined,
  ]);
});

test("C2: a key that is for Bunch alone goes to whoever draws", async () => {
  const given = await readKey(words, undefined, {
    BUNCH_API_KEY: "mine",
    OPENAI_API_KEY: "openai",
  });
  expect([given("gemini"), given("openai")]).toEqual(["mine", "mine"]);
});

test("C2: a variable that holds no key is told by its name", async () => {
  const read = readKey(words, undefined, { OPENAI_API_KEY: "two words" });
  await expect(read).rejects.toThrow(/OPENAI_API_KEY/);
});
