import { expect, test } from "vitest";
import { changesOf } from "./rate-pictures.ts";

const [one, two] = ["aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"];

test("X19: what is not named stays as it is, and none is not the same as nothing said", () => {
  expect(
    changesOf([
      { id: one, rating: null },
      { id: two, rejected: false },
    ]),
  ).toEqual([
    { resultId: one, stars: null, rejected: "as_it_is" },
    { resultId: two, stars: "as_it_is", rejected: false },
  ]);
});

test("X19: of a picture that is named several times the later word counts, for stars and rejection apart", () => {
  expect(
    changesOf([
      { id: one, rating: 3, rejected: true },
      { id: one.toUpperCase(), rating: null },
      { id: one, rejected: false },
      { id: one },
    ]),
  ).toEqual([{ resultId: one, stars: null, rejected: false }]);
});
