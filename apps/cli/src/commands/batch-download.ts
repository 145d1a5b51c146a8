import { findBatch, shortId } from "../batch/find-batch.ts";
import { pictureWay } from "../batch/picture-way.ts";
import { reasonOf } from "../batch/read-prompts.ts";
import { openSaver } from "../batch/save-pictures.ts";
import { problemWords } from "../batch/report-end.ts";
import { tellPicture } from "../batch/tell-json.ts";
import { allResults } from "../batch/watch-batch.ts";
import type { CommandContext } from "../command-context.ts";
import { CannotGoOn, exitStatus, type ExitStatus } from "../exit-status.ts";

/** `bunch batch download`: saves what a batch has so far; what is there is not fetched again. */
export async function batchDownload(
  context: CommandContext,
  options: { id: string; out: string | undefined; metadata: boolean },
): Promise<ExitStatus> {
  const { terminal, speech, signal } = context;
  const { words } = speech;
  const server = await context.openServer();
  const { client } = server;
  const batch = await findBatch(client, words, options.id);
  const folder = options.out ?? `bunch-${shortId(batch.id)}`;
  if (batch.stats.successful === 0)
    throw new CannotGoOn(exitStatus.error, "no_pictures", words.noPictures);
  let done = 0;
  let fetched = 0;
  const saver = await openSaver({
    folder,
    signal,
    way: pictureWay(server, options.metadata),
    onSaved: (result, file) => {
      done += 1;
      if (file.fetched) fetched += 1;
      tellPicture(terminal, result, file, folder);
      terminal.draw([`${words.done(done, batch.stats.successful)} · ${file.name}`]);
    },
  }).catch((error: unknown) => {
    throw new CannotGoOn(
      exitStatus.error,
      "folder_unwritable",
      words.fileUnreadable(folder, reasonOf(error)),
    );
  });
  for await (const result of allResults(client, batch.id, signal)) saver.add(result, batch);
  const { problems } = await saver.settled();
  signal.throwIfAborted();
  terminal.erase();
  terminal.say(words.downloaded(done, fetched, folder));
  const [problem] = problems;
  if (!problem) return exitStatus.allThere;
  throw new CannotGoOn(
    exitStatus.error,
    problem.code,
    words.cannotSave(problems.length, problemWords(speech, problem, folder)),
  );
}
