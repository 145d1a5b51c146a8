import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const nowMs = Date.parse("2026-11-30T12:00:00Z");

test.each([
  [{ "retry-after": "7" }, 7000],
  [{ "retry-after": "0.25" }, 250],
  [{ "retry-after-ms": "1234.5", "retry-after": "7" }, 1235],
  [{ "retry-after": "Mon, 30 Nov 2026 12:00:30 GMT" }, 30_000],
  [{ "retry-after": "86400" }, 3_600_000],
  [{ "retry-after": "Mon, 30 Nov 2026 11:00:00 GMT" }, undefined],
  [{ "retry-after": "0" }, undefined],
  [{ "retry-after": "-5" }, undefined],
  [{ "retry-after": "soon" }, undefined],
  [{}, undefined],
])("R7: the headers %j ask to wait %s ms", (headers, waitMs) => {
  expect(retryAfterMs(headers, nowMs)).toBe(waitMs);
});
