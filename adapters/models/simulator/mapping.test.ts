import { expect, test } from "vitest";
import { pictureAnswer, readAnswer, troubleAskedFor } from "./mapping.ts";

const said = (value: unknown) => Buffer.from(JSON.stringify(value));

test("A picture comes back byte for byte, whatever its length", () => {
  for (const length of [0, 1, 2, 3, 49_151, 49_152, 49_153, 150_001]) {
    const picture = Buffer.from(Array.from({ length }, (_, index) => (index * 7) % 256));
    const body = Buffer.concat([...pictureAnswer(picture)]);
    const reading = readAnswer({ status: 200, body, whole: true });
    expect(reading).toMatchObject({ kind: "picture", costMicros: 0, pictures: 1, warnings: [] });
    expect(reading.kind === "picture" && picture.equals(reading.bytes), `${length} bytes`).toBe(
      true,
    );
  }
});

test("A part counts when its JSON is complete, and is a doubt when it is not", () => {
  const body = Buffer.concat([...pictureAnswer(Buffer.alloc(100_000, 9))]);
  expect(readAnswer({ status: 200, body, whole: false })).toMatchObject({ kind: "picture" });
  for (const cut of [0, 10, body.length - 1]) {
    const part = { status: 200, body: body.subarray(0, cut), whole: false };
    expect(readAnswer(part)).toMatchObject({ kind: "ambiguous" });
  }
});

test("A prompt that asks for a failure or a refusal gets it", () => {
  const read = (prompt: string) =>
    readAnswer({ status: 200, body: said(troubleAskedFor(prompt)), whole: true });
  expect(read("a cat [[fail]]")).toEqual({
    kind: "no_picture",
    why: "draw_failed",
    code: "no_picture",
    message: "The simulator was asked to fail.",
    costMicros: 0,
  });
  expect(read("[[refuse]] a cat")).toMatchObject({ why: "refused", code: "refused" });
  expect(troubleAskedFor("a cat that may fail or refuse")).toBeNull();
});

test.each([
  "",
  "nonsense",
  "null",
  "[]",
  "{}",
  '{"picture":null}',
  '{"picture":{"data":5}}',
  '{"noPicture":{"why":"else","message":""}}',
])("The whole answer %j cannot be read, and is no doubt", (text) => {
  const reading = readAnswer({ status: 200, body: Buffer.from(text), whole: true });
  expect(reading).toMatchObject({ kind: "no_picture", code: "unreadable_answer" });
});

test("Any other status is the provider's failure", () => {
  expect(readAnswer({ status: 500, body: said({}), whole: true })).toMatchObject({
    kind: "provider_failed",
  });
});
