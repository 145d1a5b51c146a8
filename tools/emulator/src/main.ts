import { helpText, readCommandLine } from "./command-line.ts";
import type { CommandLine } from "./command-line.ts";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

const { help, port, options } = orEnd<CommandLine>(() =>
  readCommandLine(process.argv.slice(2), process.env),
);
if (help) {
  process.stdout.write(helpText());
  process.exit(0);
}

const emulator: Emulator = await startEmulator({ ...options, port }).catch((error: unknown) =>
  end(error),
);
process.stdout
  .write(`Gemini, emulated, at ${emulator.url} (open it: the bill, the settings, every scenario). Use it with:

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

function orEnd<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    return end(error);
  }
}

/** Says in a sentence why nothing was started. */
function end(error: unknown): never {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${words}\nnpm run emulator -- --help tells what there is.\n`);
  process.exit(2);
}
