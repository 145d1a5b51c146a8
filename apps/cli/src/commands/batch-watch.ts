import { findBatch, shortId } from "../batch/find-batch.ts";
import { followBatch } from "../batch/follow-batch.ts";
import { quoted } from "../batch/report-end.ts";
import type { CommandContext } from "../command-context.ts";
import type { ExitStatus } from "../exit-status.ts";

/** `bunch batch watch`: follows a batch to its end, and saves its pictures where a folder is given. */
export async function batchWatch(
  context: CommandContext,
  options: { id: string; out: string | undefined; metadata: boolean },
): Promise<ExitStatus> {
  const server = await context.openServer();
  const { id } = await findBatch(server.client, context.speech.words, options.id);
  const out = options.out === undefined ? "" : ` --out ${quoted(options.out)}`;
  const withMetadata = options.metadata;
  const told = withMetadata ? " --metadata" : "";
  const watchCommand = `${context.self} batch watch ${shortId(id)}${out}${told}`;
  const folder = options.out ?? null;
  return (await followBatch(context, { server, id, folder, withMetadata, watchCommand })).status;
}
