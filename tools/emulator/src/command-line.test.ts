import { expect, test } from "vitest";
import { helpText, readCommandLine } from "./command-line.ts";
import { settings } from "./settings.ts";
import { withOptions } from "./with-options.ts";
import { defaultOptions } from "./emulator-options.ts";
import { shortBucket, shortLatency } from "./short-forms.ts";

test("flags stand over the environment, JSON and short forms are both understood", () => {
  const { port, options } = readCommandLine(
    [
      "--port=0",
      "--latency=~8000/0.3",
      "--bucket=2:10,0.5@60000",
      "--probabilities=internal_500=0.05,reset_mid_body:unbilled=0.01",
      "--script=ok*2,rate_minute:2.5",
      "--accepted-keys=AIza-1,AIza-2",
      "--requests-per-minute=60",
      "--calls-at-once=null",
      "--keys-share-limits=true",
      '--thinking-tokens={"min":1,"max":2}',
      '--options={"seed":7,"requestsPerMinute":1}',
    ],
    { EMULATOR_PORT: "99", EMULATOR_TIER: "2", EMULATOR_REQUESTS_PER_DAY: "1500" },
  );
  expect(port).toBe(0);
  expect(withOptions(defaultOptions, options)).toMatchObject({
    latency: { kind: "lognormal", medianMs: 8000, sigma: 0.3 },
    bucket: { perSecond: 2, burst: 10, changes: [{ perSecond: 0.5, afterMs: 60_000 }] },
    probabilities: { internal_500: 0.05, "reset_mid_body:unbilled": 0.01 },
    script: ["ok*2", "rate_minute:2.5"],
    acceptedKeys: ["AIza-1", "AIza-2"],
    requestsPerMinute: 60,
    callsAtOnce: null,
    keysShareLimits: true,
    thinkingTokens: { min: 1, max: 2 },
    seed: 7,
    spendPerTenMinutesMicros: 50_000_000,
    requestsPerDay: 1500,
  });
});

test.each([
  [["--port", "http"], "--port wants"],
  [["--tier", "9"], "--tier wants"],
  [["--options", "[]"], "--options wants"],
  [["--colour", "red"], "--colour"],
])("%j means nothing and is told so", (args, words) => {
  expect(() => readCommandLine(args, {})).toThrow(words);
});

test("the help names every setting", () => {
  for (const { says } of Object.values(settings)) expect(helpText()).toContain(says);
  expect(helpText()).toContain("--spend-per-ten-minutes-micros");
  expect(readCommandLine(["-h"], {}).help).toBe(true);
});

test("short forms are read as they are written", () => {
  const bucket = { perSecond: 2, burst: 10, changes: [{ perSecond: 0.5, afterMs: 60_000 }] };
  const latencies = [
    { kind: "fixed", ms: 5 },
    { kind: "uniform", minMs: 1, maxMs: 2.5 },
    { kind: "lognormal", medianMs: 8000, sigma: 0.4 },
  ] as const;
  for (const latency of latencies)
    expect(readCommandLine(["--latency", shortLatency(latency)], {}).options.latency).toEqual(
      latency,
    );
  expect(readCommandLine(["--bucket", shortBucket(bucket)], {}).options.bucket).toEqual(bucket);
});
