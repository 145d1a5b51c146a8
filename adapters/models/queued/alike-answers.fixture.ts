import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import { expect } from "vitest";
import type { LastAnswer, Look, QueuedVendor } from "./queued-vendor.ts";

type Answered = [what: string, to: LastAnswer["to"], status: number, body: unknown, read: object];

/** What stands between us and a vendor says, whoever the vendor is, and what it is read as. */
export const alikeAnswers: Answered[] = [
  ["a bad gateway", "submission", 502, "<html>", { kind: "provider_failed" }],
  ["a page of an outage", "submission", 503, "<html>", { kind: "provider_failed" }],
  ["a redirect", "submission", 307, "", { kind: "provider_failed" }],
  ["a gateway that gave up", "submission", 504, "<html>", { kind: "ambiguous" }],
  ["another gateway that gave up", "submission", 524, "<html>", { kind: "ambiguous" }],
  ["a page instead of an id", "submission", 200, "<html>", { kind: "ambiguous" }],
  ["a page instead of what was made", "submission", 201, "<html>", { kind: "ambiguous" }],
];

/** Too fast waits as long as the headers ask, where no word says it. */
export function expectHeadersHeard<Entry extends CatalogueEntry>(
  queue: QueuedVendor<Entry>,
  catalogue: readonly Entry[],
): void {
  const [entry] = catalogue;
  if (!entry) throw new Error("There is no model.");
  const text = '{"detail":"Slow down."}';
  const reading = queue.read({
    answer: {
      to: "submission",
      ticket: null,
      status: 429,
      retryAfterMs: 9000,
      text,
      picture: null,
    },
    entry,
    catalogue,
    imageSize: "1K",
    references: 0,
    nowMs: 0,
  });
  expect(reading).toMatchObject({ kind: "rate_limited", waitMs: 9000, perMinute: null });
}

/** Whatever an answer is, it is read and looked at without throwing. */
export function expectNothingThrows(by: {
  read: (to: LastAnswer["to"], status: number, body: unknown) => object;
  looks: readonly ((status: number, body: unknown) => Look)[];
  /** Bodies that are nearly right, beside those of no shape. */
  nearly: readonly unknown[];
}): void {
  for (const body of [null, 7, "x", [], {}, ...by.nearly])
    for (const status of [0, 200, 201, 400, 404, 422, 500]) {
      for (const to of ["submission", "question"] as const)
        expect(by.read(to, status, body)).toHaveProperty("kind");
      for (const look of by.looks) expect(look(status, body)).toHaveProperty("is");
    }
}
