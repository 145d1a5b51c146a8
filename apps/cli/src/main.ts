import { RequestRefused } from "@bunch/contracts/client";
import { createContext } from "./command-context.ts";
import { CannotGoOn, exitStatus } from "./exit-status.ts";
import { runProgram } from "./program.ts";
import { style } from "./terminal/style.ts";
import { openTerminal, type Terminal } from "./terminal/terminal.ts";
import { languages } from "./words/choose-language.ts";
import { refusalWords, speak, type Speech } from "./words/speak.ts";

/** A terminal and a launcher both pass a Ctrl-C on; so close together they are one. */
const sameMs = 300;
const unwindMs = 1500;
const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
type Signal = keyof typeof signalNumbers;

const argv = process.argv.slice(2);
const speech = speak(wishedLanguage(argv), process.env);
let terminal: Terminal | null = null;
let interrupt: () => void = () => {};
let endedBy: Signal | null = null;

function onSignal(signal: Signal): void {
  const code = 128 + signalNumbers[signal];
  if (endedBy !== null) {
    if (performance.now() - firstMs > sameMs) process.exit(code);
    return;
  }
  endedBy = signal;
  firstMs = performance.now();
  interrupt();
  process.exitCode = code;
  setTimeout(() => process.exit(code), unwindMs).unref();
}
let firstMs = 0;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => onSignal(signal));
// The launcher was killed: nobody sees this any more.
process.once("disconnect", () => process.exit(1));
process.channel?.unref();

process.exitCode = await main();
// A connection kept for the next request must not keep an ended command.
setTimeout(() => process.exit(), 300).unref();

async function main(): Promise<number> {
  try {
    return await runProgram(argv, speech, (options) => {
      const created = createContext(options);
      terminal = created.context.terminal;
      interrupt = created.interrupt;
      return created.context;
    });
  } catch (error) {
    if (endedBy !== null) return 128 + signalNumbers[endedBy];
    terminal?.erase();
    return tell(
      error,
      terminal ?? openTerminal({ json: argv.includes("--json"), env: process.env }),
    );
  }
}

/** Says what went wrong, in a sentence; a bug shows where it is. */
function tell(error: unknown, to: Terminal): number {
  const { words } = speech;
  const { status, code, sentence } = toldOf(error, speech);
  if (status === exitStatus.interrupted) {
    interrupt();
    return status;
  }
  to.tell({ type: "error", code, message: sentence, exit_status: status });
  to.complain(`${style.red(style.bold(words.error))} ${sentence}`);
  return status;
}

function toldOf(error: unknown, { words }: Speech) {
  if (error instanceof CannotGoOn)
    return { status: error.status, code: error.code, sentence: error.message };
  if (error instanceof RequestRefused) {
    const isRefused = error.status >= 400 && error.status < 500;
    const status = isRefused ? exitStatus.refused : exitStatus.error;
    const code = error.status === 0 ? "no_answer" : error.error.code;
    return { status, code, sentence: refusalWords(speech, error) };
  }
  const where = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: exitStatus.error, code: "bug", sentence: `${words.bug}\n${where}` };
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
