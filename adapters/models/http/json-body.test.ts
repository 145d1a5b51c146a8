import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { jsonBody } from "./json-body.ts";

const reference = (bytes: Uint8Array) => ({ bytes, mimeType: "image/png" });
const textOf = (body: ReturnType<typeof jsonBody>) => Buffer.concat(body.pieces).toString("utf8");

test("pictures stand where they were put, whatever the order of the fields and the words around them", () => {
  const [first, second] = [randomBytes(200_001), randomBytes(7)];
  const body = jsonBody(({ base64, dataUri }) => {
    const later = base64(reference(second));
    return { prompt: 'é "0:1;" 🦊\n', images: [dataUri(reference(first)), later], n: 1 };
  });
  expect(JSON.parse(textOf(body))).toEqual({
    prompt: 'é "0:1;" 🦊\n',
    images: [`data:image/png;base64,${first.toString("base64")}`, second.toString("base64")],
    n: 1,
  });
  expect(body.contentLength).toBe(Buffer.byteLength(textOf(body)));
});

test("a picture that is sent again is not encoded again", () => {
  const bytes = randomBytes(300);
  const piecesOf = () => jsonBody(({ base64 }) => [base64(reference(bytes))]).pieces;
  expect(piecesOf()[1]).toBe(piecesOf()[1]);
});

test("no kind of picture breaks out of its text", () => {
  const odd = { bytes: randomBytes(3), mimeType: 'image/png","x":"' };
  const body = jsonBody(({ dataUri }) => [dataUri(odd)]);
  expect(JSON.parse(textOf(body))).toEqual([
    `data:image/pngx;base64,${odd.bytes.toString("base64")}`,
  ]);
});
