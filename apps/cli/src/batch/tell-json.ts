import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { join } from "node:path";
import type { ExitStatus } from "../exit-status.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { PictureFile } from "./picture-file.ts";

// The shapes of docs/cli.md: add freely, change nothing silently.

/** Tells how far a batch is, whenever that has changed. */
export function tellProgress(terminal: Terminal): (execution: Execution) => void {
  let told = "";
  return ({ id, status, stats, waiting }) => {
    const line = {
      type: "progress",
      execution_id: id,
      status,
      total: stats.total_results,
      completed: stats.successful,
      failed: stats.failed,
      cancelled: stats.cancelled,
      pending: stats.pending,
      cost: stats.total_cost,
      possible_cost: stats.possible_cost,
      undecided: stats.undecided,
      over_cap: stats.over_cap,
      waiting: waiting
        ? { code: waiting.code, until: waiting.until, per_minute: waiting.per_minute }
        : null,
    };
    const text = JSON.stringify(line);
    if (text !== told) terminal.tell(line);
    told = text;
  };
}

/** Tells of a picture, saved where a file is given. */
export function tellPicture(
  terminal: Terminal,
  result: Result,
  file: PictureFile | null,
  folder: string | null,
): void {
  if (result.status !== "completed") return;
  terminal.tell({
    type: "picture",
    ...which(result),
    url: result.result_url,
    file: file && folder !== null ? join(folder, file.name) : null,
    bytes: file?.bytes ?? null,
    sha256: file?.sha256 ?? null,
    fetched: file?.fetched ?? false,
    width: result.width,
    height: result.height,
    cost: result.api_cost,
  });
}

/** Tells of a picture that will not come. */
export function tellResult(terminal: Terminal, result: Result): void {
  terminal.tell({
    type: "failed",
    ...which(result),
    code: result.error_code,
    message: result.error_message,
    cost: result.api_cost,
    possible_cost: result.possible_cost,
  });
}

/** The last line of a batch that was followed. */
export function tellEnd(
  terminal: Terminal,
  input: {
    execution: Execution;
    status: ExitStatus;
    folder: string | null;
    saved: number;
    unsaved: number;
  },
): void {
  const { execution, status } = input;
  terminal.tell({
    type: "end",
    execution_id: execution.id,
    status: execution.status,
    exit_status: status,
    completed: execution.stats.successful,
    failed: execution.stats.failed,
    cancelled: execution.stats.cancelled,
    saved: input.saved,
    unsaved: input.unsaved,
    folder: input.folder,
    cost: execution.stats.total_cost,
    possible_cost: execution.stats.possible_cost,
    undecided: execution.stats.undecided,
    over_cap: execution.stats.over_cap,
  });
}

function which(result: Result) {
  return {
    result_id: result.id,
    number: result.batch_index + 1,
    variation: result.variation,
    prompt: result.prompt_text,
  };
}
