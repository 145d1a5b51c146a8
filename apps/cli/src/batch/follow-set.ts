import { join } from "node:path";
import type { Execution } from "@bunch/contracts/execution";
import type { CommandContext } from "../command-context.ts";
import { exitStatus, type ExitStatus } from "../exit-status.ts";
import type { Server } from "../server/open-server.ts";
import { style } from "../terminal/style.ts";
import { type Followed, followBatch } from "./follow-batch.ts";
import { nameOf } from "./show-offer.ts";

/** One batch of what was started, and the folder for its pictures: of several models each has one below the set's. */
export type Member = { execution: Pick<Execution, "id" | "model">; folder: string };

/** What was started with a batch: it alone, or those of other models too, in their order. */
export async function membersOf(
  { client }: Server,
  first: Execution,
  folder: string,
  signal: AbortSignal,
): Promise<(Member & { execution: Execution })[]> {
  if (first.set_id === null) return [{ execution: first, folder }];
  const { executions } = await client.getSet(first.set_id, signal);
  return executions.map((execution) => ({
    execution,
    folder: join(folder, folderOf(execution.model)),
  }));
}

/** A model's id as a folder is called on every system. */
function folderOf(model: string): string {
  return model.replace(/[^\w.-]+/g, "-").replace(/^[.-]+|\.+$/g, "") || "model";
}

/** Follows each batch to its end; all of them are drawn meanwhile, so that those that come later are mostly there. */
export async function followSet(
  context: CommandContext,
  input: {
    server: Server;
    members: readonly Member[];
    withMetadata: boolean;
    watchCommandOf: (member: Member) => string;
  },
): Promise<Followed> {
  const { server, members, withMetadata } = input;
  const { terminal, speech } = context;
  const statuses: ExitStatus[] = [];
  let fetched = 0;
  for (const member of members) {
    const { id, model: modelId } = member.execution;
    const model = server.models.data.find((one) => one.id === modelId);
    if (members.length > 1)
      terminal.say(`\n${style.bold(model ? nameOf(speech.words, model) : modelId)}`);
    const followed = await followBatch(context, {
      server,
      id,
      folder: member.folder,
      withMetadata,
      watchCommand: input.watchCommandOf(member),
    });
    statuses.push(followed.status);
    fetched += followed.fetched;
  }
  return { status: together(statuses), fetched };
}

const { paused, error, cancelled, someFailed, allThere } = exitStatus;

/** The one status of several batches: what wants somebody most counts. */
function together(statuses: readonly ExitStatus[]): ExitStatus {
  const order = [paused, error, cancelled, someFailed];
  return order.find((status) => statuses.includes(status)) ?? allThere;
}
