import { expect, test } from "vitest";
import { speak } from "../words/speak.ts";
import { readKey } from "./read-key.ts";

const { words } = speak("en", {});
const vendor = (id: string) => ({
  id,
  name: id,
  company: id,
  key_variable: `${id.toUpperCase()}_API_KEY`,
});
const [gemini, openai, another] = [vendor("gemini"), vendor("openai"), vendor("another")];

test("K15, C2: the environment's keys go each to the one vendor that they open", async () => {
  const env = { GEMINI_API_KEY: " google ", OPENAI_API_KEY: "openai" };
  const given = await readKey(words, undefined, env);
  expect([gemini, openai, another, undefined].map(given)).toEqual([
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
  expect([given(gemini), given(openai)]).toEqual(["mine", "mine"]);
});

test("C2: a variable that holds no key is told by its name", async () => {
  const given = await readKey(words, undefined, { OPENAI_API_KEY: "two words" });
  expect(() => given(openai)).toThrow(/OPENAI_API_KEY/);
});
