import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { RequestRefused } from "@bunch/contracts/client";
import type { CommandContext } from "../command-context.ts";
import { CannotGoOn, exitStatus, type ExitStatus } from "../exit-status.ts";
import type { Server } from "../server/open-server.ts";
import { vendorOfBatch } from "../server/vendor-of.ts";
import { speakOf } from "../words/speak.ts";
import { shortId } from "./find-batch.ts";
import { offerResume, sayPause, sayResume } from "./offer-resume.ts";
import { outcomeOf } from "./outcome.ts";
import { pictureWay } from "./picture-way.ts";
import { reasonOf } from "./read-prompts.ts";
import { reportEnd } from "./report-end.ts";
import { openSaver, type PictureSaver } from "./save-pictures.ts";
import { showProgress } from "./show-progress.ts";
import { tellPicture, tellProgress, tellResult } from "./tell-json.ts";
import { ServerGone, watchBatch } from "./watch-batch.ts";
import { style } from "../terminal/style.ts";

/** What came of following a batch; `fetched` counts the pictures that were not on the disk before. */
export type Followed = { status: ExitStatus; fetched: number };

/** Shows a batch until it is over, saves its pictures as they come where a folder is given, and reports. */
export async function followBatch(
  given: CommandContext,
  input: {
    server: Server;
    id: string;
    folder: string | null;
    /** Whether prompt and settings are written into the pictures. */
    withMetadata: boolean;
    /** What to type to watch it again. */
    watchCommand: string;
  },
): Promise<Followed> {
  const { terminal, signal } = given;
  const { server, id, folder } = input;
  const speech = speakOf(given.speech, await vendorOfBatch(server, id, signal));
  const context = { ...given, speech };
  const failed = new Map<string, Result>();
  let fetched = 0;
  let view = showProgress(terminal, speech);
  sayOnInterrupt(context, input, () => view.end());
  const saver: PictureSaver | null =
    folder === null
      ? null
      : await openSaver({
          folder,
          signal,
          way: pictureWay(server, input.withMetadata),
          onSaved: (result, file) => {
            if (file.fetched) fetched += 1;
            view.picture(file.name);
            tellPicture(terminal, result, file, folder);
          },
        }).catch((error: unknown) => {
          throw new CannotGoOn(
            exitStatus.error,
            "folder_unwritable",
            speech.words.folderUnwritable(folder, reasonOf(error)),
          );
        });
  const tell = tellProgress(terminal);
  const watcher = {
    onExecution: (execution: Execution) => {
      view.execution(execution);
      tell(execution);
      view.saving(saver?.waiting() ?? 0);
    },
    onResult: (result: Result, execution: Execution) => {
      if (result.status === "failed" && !failed.has(result.id)) tellResult(terminal, result);
      if (result.status === "failed") failed.set(result.id, result);
      else failed.delete(result.id);
      if (saver) saver.add(result, execution);
      else tellPicture(terminal, result, null, null);
    },
    onLine: (isThere: boolean) => view.line(isThere),
  };

  while (true) {
    let execution: Execution;
    try {
      execution = await watchBatch({ client: server.client, id, watcher, signal });
    } catch (error) {
      view.end();
      if (error instanceof ServerGone)
        throw new CannotGoOn(
          exitStatus.error,
          "server_gone",
          speech.words.gaveUpWaiting(error.minutes),
        );
      // Deleted meanwhile. It was sent, so this is no refusal.
      if (error instanceof RequestRefused && error.status === 404)
        throw new CannotGoOn(exitStatus.error, "not_found", speech.words.noSuchBatch(shortId(id)));
      throw error;
    }
    const settling = saver?.settled();
    const ticking = setInterval(() => view.saving(saver?.waiting() ?? 0), 200);
    const settled = await settling?.finally(() => clearInterval(ticking));
    clearInterval(ticking);
    signal.throwIfAborted();
    view.end();
    const problems = settled?.problems ?? [];
    const status = outcomeOf(execution, folder === null ? 0 : problems.length);
    if (status === exitStatus.paused) {
      terminal.tell({ type: "paused", execution_id: id, ...execution.reason });
      sayPause(context, execution);
      context.onInterrupt(() => sayResume(context, execution));
      if (terminal.canAsk && !terminal.json && (await offerResume(context, server, execution))) {
        view = showProgress(terminal, speech);
        sayOnInterrupt(context, input, () => view.end());
        continue;
      }
      sayResume(context, execution);
    }
    const saved = settled ? settled.saved : null;
    reportEnd(context, {
      execution,
      status,
      folder,
      saved,
      problems,
      failed: [...failed.values()],
    });
    return { status, fetched };
  }
}

function sayOnInterrupt(
  { terminal, speech, self, onInterrupt }: CommandContext,
  input: { id: string; watchCommand: string },
  endView: () => void,
): void {
  const { words } = speech;
  onInterrupt(() => {
    endView();
    terminal.complain(words.stillRuns(shortId(input.id)));
    terminal.complain(`${words.watchAgain}\n${style.command(input.watchCommand)}`);
    terminal.complain(
      `${words.cancelIt}\n${style.command(`${self} batch cancel ${shortId(input.id)}`)}`,
    );
  });
}
