import fc from "fast-check";
import { expect, test } from "vitest";
import { distinctNames } from "./distinct-names.ts";
import { isSafeFileStem } from "./file-name.ts";
import { pictureName } from "./picture-name.ts";

test("Z4: no two files of an archive have one name, on systems too that are blind to case", () => {
  const nameOf = distinctNames(["manifest.csv"]);
  const wished = [
    "fox.png",
    "Fox.png",
    "FOX.PNG",
    "fox-2.png",
    "fox.png",
    "straße.png",
    "STRASSE.png",
  ];
  expect(wished.map(nameOf)).toEqual([
    "fox.png",
    "Fox-2.png",
    "FOX-3.PNG",
    "fox-2-2.png",
    "fox-4.png",
    "straße.png",
    "STRASSE-2.png",
  ]);
});

test.each([
  "CON.png",
  "aux.jpg",
  " a.png",
  "a .png",
  "a..png",
  "../x.png",
  "a\\b.png",
  "a\u202egnp.png",
  "\u0000.png",
  ".png",
])("Z4: %j is no name for a file everywhere, and gets another", (name) => {
  expect(distinctNames()(name)).toMatch(/^picture\.(?:png|jpg)$/);
});

test("Z4: whatever prompts and rows say, names are safe, short, composed, and each is there once", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.constantFrom(
      "CON",
      "nul.txt",
      "e\u0301te\u0301",
      "\u202Efdp.exe",
      "a. . .",
      "İstanbul",
      "ﬁne",
      "x".repeat(300),
    ),
  );
  fc.assert(
    fc.property(
      fc.array(fc.record({ prompt: hostile, given: fc.option(hostile) }), { maxLength: 30 }),
      (rows) => {
        const nameOf = distinctNames(["manifest.csv", "manifest.json"]);
        const names = rows.map(({ prompt, given }, batch_index) =>
          nameOf(
            pictureName(
              {
                batch_index,
                variation: 0,
                prompt_text: prompt,
                mime_type: null,
                given_name: given,
              },
              { variations: 1, stats: { total_prompts: 30 } },
            ),
          ),
        );
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
        for (const name of names) {
          expect(isSafeFileStem(name.slice(0, -".png".length))).toBe(true);
          expect(name.normalize("NFC")).toBe(name);
          expect(Buffer.byteLength(name)).toBeLessThan(250);
        }
      },
    ),
  );
});
