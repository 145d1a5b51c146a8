import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

const inTests = { NODE_ENV: "test" };

test.each([
  ["after_claim", { point: "after_claim", nth: 1, does: "kill" }],
  ["after_spool:3", { point: "after_spool", nth: 3, does: "kill" }],
  ["mid_body:12:freeze", { point: "mid_body", nth: 12, does: "freeze" }],
  ["before_put:freeze", { point: "before_put", nth: 1, does: "freeze" }],
])("CRASH_AT=%s names a place, which arrival, and what is to happen", (given, crashAt) => {
  expect(readConfig({ ...inTests, CRASH_AT: given }).crashAt).toEqual([crashAt]);
});

test("CRASH_AT names several places with commas between them", () => {
  const { crashAt } = readConfig({ ...inTests, CRASH_AT: "mid_body:1:freeze,before_settle:2" });
  expect(crashAt).toEqual([
    { point: "mid_body", nth: 1, does: "freeze" },
    { point: "before_settle", nth: 2, does: "kill" },
  ]);
});

test.each(["somewhere", "after_spool:0", "after_spool:-1", "after_spool:1:burn", "after_spool:"])(
  "CRASH_AT=%s stops the start and names the places",
  (given) => {
    expect(() => readConfig({ ...inTests, CRASH_AT: given })).toThrow(
      /^CRASH_AT: .* is not understood\. .*after_claim, mid_body/,
    );
  },
);

test("an unknown PLANTED_BUG stops the start and names those that there are", () => {
  expect(() => readConfig({ ...inTests, PLANTED_BUG: "no_luck" })).toThrow(
    /^PLANTED_BUG: .*no_fence, no_recovery/,
  );
});

test.each([
  ["CRASH_AT", "after_spool:3"],
  ["PLANTED_BUG", "no_fence"],
])("%s stops the start of a server that is no test's", (variable, value) => {
  for (const env of [{}, { NODE_ENV: "production" }])
    expect(() => readConfig({ ...env, [variable]: value })).toThrow(
      new RegExp(`^${variable}: It makes the server break on purpose.* Unset it`),
    );
});

test("without them nothing breaks", () => {
  expect(readConfig({})).toMatchObject({ crashAt: [], plantedBug: null });
});
