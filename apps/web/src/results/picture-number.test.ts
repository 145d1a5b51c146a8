import { expect, test } from "vitest";
import { pictureNumber, placeOf, slotOf } from "./picture-number.ts";

test("a picture is named by its prompt and its letter, by the prompt alone where each has one", () => {
  expect(pictureNumber({ batch_index: 6, variation: 1 }, 3)).toBe("7b");
  expect(pictureNumber({ batch_index: 6, variation: 0 }, 1)).toBe("7");
});

test("slot and place are each other's way back", () => {
  for (let slot = 0; slot < 12; slot += 1) expect(slotOf(placeOf(slot, 3), 3)).toBe(slot);
});
