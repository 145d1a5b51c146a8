import { expect, test } from "vitest";
import { takeReferences } from "./take-references.ts";

const file = (type: string, bytes = 10) => new File([new Uint8Array(bytes)], "f", { type });
const limits = { room: 2, maxMegabytes: 1 };

test("PNG, JPEG and WebP are taken as far as there is room", () => {
  const files = ["image/png", "image/jpeg", "image/webp"].map((type) => file(type));
  expect(takeReferences({ ...limits, files })).toEqual({
    files: files.slice(0, 2),
    problem: "too_many",
  });
});

test("another kind or a file over the limit is named, the rest is taken", () => {
  const good = file("image/png");
  const wrong = file("image/svg+xml");
  const heavy = file("image/png", 1024 * 1024 + 1);
  expect(takeReferences({ ...limits, files: [wrong, good] })).toEqual({
    files: [good],
    problem: "wrong_kind",
  });
  expect(takeReferences({ ...limits, files: [heavy, good] })).toEqual({
    files: [good],
    problem: "too_large",
  });
});
