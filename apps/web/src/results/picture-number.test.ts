import { expect, test } from "vitest";
import { downloadName } from "./download-name.ts";
import { pictureNumber, placeOf, slotOf } from "./picture-number.ts";

test("a picture is named by its prompt and its letter, by the prompt alone where each has one", () => {
  expect(pictureNumber({ batch_index: 6, variation: 1 }, 3)).toBe("7b");
  expect(pictureNumber({ batch_index: 6, variation: 0 }, 1)).toBe("7");
});

test("slot and place are each other's way back", () => {
  for (let slot = 0; slot < 12; slot += 1) expect(slotOf(placeOf(slot, 3), 3)).toBe(slot);
});

test.each([
  ["A tall, wide VASE: 50 % off!", "image/jpeg", "7b-a-tall-wide-vase-50-off.jpg"],
  ["Œuvre d’été — déjà vu", "image/png", "7b-œuvre-d-été-déjà-vu.png"],
  ["???", "image/webp", "7b.webp"],
  [`${"very ".repeat(20)}long`, null, "7b-very-very-very-very-very-very-very-very-very.png"],
])("the download of %j is called so that one finds it again", (prompt, mimeType, name) => {
  expect(downloadName({ number: "7b", prompt, mimeType })).toBe(name);
});
