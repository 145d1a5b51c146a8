import { RequestRefused } from "@bunch/contracts/client";
import { CannotGoOn, exitStatus, type ExitStatus } from "./exit-status.ts";
import { style } from "./terminal/style.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { refusalWords, type Speech } from "./words/speak.ts";

/** Says what went wrong, in a sentence; a bug shows where it is. Returns the exit status. */
export function tellError(error: unknown, terminal: Terminal, speech: Speech): ExitStatus {
  const { status, code, sentence } = toldOf(error, speech);
  terminal.erase();
  terminal.tell({ type: "error", code, message: sentence, exit_status: status });
  terminal.complain(`${style.red(style.bold(speech.words.error))} ${sentence}`);
  return status;
}

function toldOf(error: unknown, speech: Speech) {
  if (error instanceof CannotGoOn)
    return { status: error.status, code: error.code, sentence: error.message };
  if (error instanceof RequestRefused) {
    const isRefused = error.status >= 400 && error.status < 500;
    return {
      status: isRefused ? exitStatus.refused : exitStatus.error,
      code: error.status === 0 ? "no_answer" : error.error.code,
      sentence: refusalWords(speech, error),
    };
  }
  const where = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: exitStatus.error, code: "bug", sentence: `${speech.words.bug}\n${where}` };
}
