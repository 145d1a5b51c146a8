import { expect, test } from "vitest";
import { chooseScene } from "./choose-scene.ts";
import { drawCity } from "./city.ts";
import { drawCritter } from "./critter.ts";
import { drawHills } from "./hills.ts";
import { drawStillLife } from "./still-life.ts";

test.each([
  ["a beautiful sunset over mountains", drawHills],
  ["a futuristic city at night", drawCity],
  ["a portrait of a cat wearing sunglasses", drawCritter],
  ["A cup on a table before a city", drawStillLife],
  ["UN CHÂTEAU près d’un LAC", drawHills],
  ["des tasses en céramique", drawStillLife],
])("%j gets the scene of its first word that has one", (prompt, draw) => {
  expect(chooseScene(prompt, () => 0).draw).toBe(draw);
});

test("A word within a word is no hint, and a prompt without hints gets no creature", () => {
  // "category" and "bearing" begin like a cat and a bear.
  for (const prompt of ["category bearing", "portrait of a woman"])
    for (let chance = 0; chance < 1; chance += 0.05)
      expect(chooseScene(prompt, () => chance).draw).not.toBe(drawCritter);
});
