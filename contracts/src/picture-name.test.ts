import { expect, test } from "vitest";
import { pictureName } from "./picture-name.ts";

const picture = { batch_index: 6, variation: 1, prompt_text: "a fox", mime_type: "image/png" };
const batch = { variations: 3, stats: { total_prompts: 9 } };

test.each([
  ["A tall, wide VASE: 50 % off!", "image/jpeg", "7b-a-tall-wide-vase-50-off.jpg"],
  ["Œuvre d’été — déjà vu", "image/png", "7b-œuvre-d-été-déjà-vu.png"],
  ["???", "image/webp", "7b.webp"],
  ["../../etc/passwd\u0000", "image/png", "7b-etc-passwd.png"],
  [`${"very ".repeat(20)}long`, null, "7b-very-very-very-very-very-very-very-very-very.png"],
])("the picture of %j is called so that one finds it again", (prompt_text, mime_type, name) => {
  expect(pictureName({ ...picture, prompt_text, mime_type }, batch)).toBe(name);
});

test("a folder of pictures sorts as the batch does, whatever its size", () => {
  const names = Array.from({ length: 120 }, (_, batch_index) =>
    pictureName(
      { ...picture, batch_index, variation: 0 },
      { variations: 1, stats: { total_prompts: 120 } },
    ),
  );
  expect(names[0]).toBe("001-a-fox.png");
  expect(names.toSorted()).toEqual(names);
});
