import { createContext } from "./command-context.ts";
import { CannotGoOn, exitStatus } from "./exit-status.ts";
import { hearSignals } from "./hear-signals.ts";
import { runProgram } from "./program.ts";
import { tellError } from "./tell-error.ts";
import { openTerminal, type Terminal } from "./terminal/terminal.ts";
import { languages } from "./words/choose-language.ts";
import { speak } from "./words/speak.ts";

const argv = process.argv.slice(2);
const speech = speak(wishedLanguage(argv), process.env);
let terminal: Terminal | null = null;
let interrupt: () => void = () => {};
const signals = hearSignals(() => interrupt());

process.on("uncaughtException", (error) => {
  // A stream that was cut still gets what was on its way to it; that hurts nobody.
  const code = "code" in error ? error.code : "";
  if (code === "ERR_INVALID_STATE" && error.message.includes("already closed")) return;
  process.exit(end(error));
});

try {
  process.exitCode = await runProgram(argv, speech, (options) => {
    const created = createContext(options);
    terminal = created.context.terminal;
    interrupt = created.interrupt;
    return created.context;
  });
} catch (error) {
  process.exitCode = end(error);
}
// A connection kept for the next request must not keep an ended command.
setTimeout(() => process.exit(), 300).unref();

/** The exit status after something went wrong, which is told unless a person wanted the end. */
function end(error: unknown): number {
  const bySignal = signals.status();
  if (bySignal !== null) return bySignal;
  if (error instanceof CannotGoOn && error.status === exitStatus.interrupted) {
    interrupt();
    return error.status;
  }
  const to = terminal ?? openTerminal({ json: argv.includes("--json"), env: process.env });
  return tellError(error, to, speech);
}

/** The language of `--lang`, known before the options are read, as their help is in it too. */
function wishedLanguage(given: readonly string[]): string | undefined {
  const at = given.findIndex((one) => one === "--lang" || one.startsWith("--lang="));
  if (at < 0) return undefined;
  const one = given[at] ?? "";
  const wish = one.includes("=") ? one.slice(one.indexOf("=") + 1) : (given[at + 1] ?? "");
  if (languages.some((language) => language === wish)) return wish;
  process.stderr.write(`--lang: ${languages.join(", ")}\n`);
  process.exit(exitStatus.refused);
}
