import fc from "fast-check";
import { expect, test } from "vitest";
import { cutLongStrings } from "./cut-long-strings.ts";

/** Puts everything that was cut out back where it was. */
function restored(text: string): unknown {
  const json = cutLongStrings(Buffer.from(text));
  if (!json) return undefined;
  const restore = (value: unknown): unknown => {
    if (typeof value === "string") return json.textOf(value);
    if (Array.isArray(value)) return value.map(restore);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, restore(one)]));
  };
  return restore(json.value);
}

const anyString = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("~", "~0", "~1", "\\", '\\"', '"', "", "~\\u007e"),
  // Long enough to be cut, with all that could be taken for its end.
  fc.string({
    unit: fc.constantFrom("a", '"', "\\", "~", "é", "🦊", "/", "="),
    minLength: 900,
    maxLength: 1400,
  }),
);
const { anyJson } = fc.letrec((tie) => ({
  anyJson: fc.oneof(
    { maxDepth: 4 },
    anyString,
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((one) => (Object.is(one, -0) ? 0 : one)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("anyJson"), { maxLength: 4 }),
    fc.dictionary(
      anyString.filter((key) => key !== "__proto__"),
      tie("anyJson"),
      { maxKeys: 4 },
    ),
  ),
}));

test("any JSON comes back as JSON.parse would have it", () => {
  fc.assert(
    fc.property(anyJson, fc.constantFrom(0, 2, "\t"), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(restored(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 1500 },
  );
});

test("any JSON that is cut somewhere is no JSON", () => {
  fc.assert(
    fc.property(
      fc.array(anyJson, { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (value, where) => {
        const text = JSON.stringify(value);
        const cut = Buffer.from(text).subarray(
          0,
          Math.floor(where * (Buffer.byteLength(text) - 1)),
        );
        expect(cutLongStrings(cut)).toBeNull();
      },
    ),
    { numRuns: 1000 },
  );
});

test("what JSON.parse takes is taken, and nothing throws", () => {
  const pieces = fc.constantFrom(
    '"',
    "\\",
    "~",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "1",
    " ",
    "\\u007E0",
    "x".repeat(1100),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 24 }), (parts) => {
      const text = parts.join("");
      const got = restored(text);
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        return;
      }
      expect(got).toEqual(expected);
    }),
    { numRuns: 4000 },
  );
});

test("a string that looks like a placeholder stays itself", () => {
  const value = { long: "x".repeat(2000), a: "~0", b: "~1", c: "~" };
  expect(restored(JSON.stringify(value))).toEqual(value);
  expect(restored('{"a":"\\u007e0","b":"\\u007E0"}')).toEqual({ a: "~0", b: "~0" });
});

test("a long string is handed out as a slice of the body, not as a copy", () => {
  const body = Buffer.from(JSON.stringify({ data: "A".repeat(5000) }));
  const json = cutLongStrings(body);
  const raw = json?.rawOf((json.value as { data: string }).data);
  expect(raw?.byteLength).toBe(5000);
  expect(raw?.buffer).toBe(body.buffer);
});
