import { parseArgs } from "node:util";
import { isJsonObject } from "./json-object.ts";
import { startEmulator } from "./start-emulator.ts";

const usage = `npm run emulator -- [--port 4010] [--options '{"probabilities":{"unavailable_503":0.05}}']`;

const { values } = parseArgs({
  options: { port: { type: "string" }, options: { type: "string" } },
});
const port = Number(values.port ?? 4010);
const given: unknown = JSON.parse(values.options ?? "{}");
if (!Number.isInteger(port) || port < 0 || port > 65_535 || !isJsonObject(given)) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}

const emulator = await startEmulator({
  latency: { kind: "uniform", minMs: 800, maxMs: 2000 },
  refusalLatency: { kind: "uniform", minMs: 100, maxMs: 300 },
  thinkingTokens: { min: 700, max: 2200 },
  pictureFormat: "as_google",
  gzip: true,
  ...given,
  port,
});
process.stdout
  .write(`Gemini, emulated, at ${emulator.url} (open it for the list of scenarios). Use it with:

  GEMINI_BASE_URL=${emulator.url} npm start

Ctrl-C ends it and prints its bill.
`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    const { calls, billedCalls, costMicros } = emulator.bill();
    process.stdout.write(
      `${calls} calls, ${billedCalls} billed, $${(costMicros / 1_000_000).toFixed(6)}\n`,
    );
    void emulator.stop().then(() => process.exit(0));
  });
}
