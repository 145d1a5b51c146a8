import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { RequestRefused } from "@bunch/contracts/client";
import type { CommandContext } from "../command-context.ts";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Server } from "../server/open-server.ts";
import { type BatchNote, createNote, removeNote, replaceNote } from "./batch-note.ts";
import { type BatchRequest, digestOf, formOf } from "./batch-request.ts";
import { reasonOf } from "./read-prompts.ts";

const tries = 4;
const firstWaitMs = 500;

/**
 * Writes the note, sends the batch, writes its id into the note. The number it is sent under is on the disk before the first
 * byte leaves, and each try uses the same: whatever breaks in between, it is one batch (C3).
 */
export async function sendBatch(
  context: CommandContext,
  input: {
    server: Server;
    request: BatchRequest;
    apiKey: string | undefined;
    folder: string;
    /** The note of a try whose answer was never heard, or of a batch that is over and is to be drawn again. */
    before: { note: BatchNote; use: "its_number" | "a_new_number" } | null;
  },
): Promise<string> {
  const { words } = context.speech;
  const { server, folder, before } = input;
  const isRepeat = before?.use === "its_number";
  const note: BatchNote = isRepeat
    ? before.note
    : {
        server: server.address.url,
        isOwn: server.address.isOwn,
        digest: digestOf(input.request),
        idempotencyKey: randomUUID(),
        executionId: null,
        begunAt: new Date().toISOString(),
      };
  if (!isRepeat) await write(context, folder, note, before !== null);
  context.onInterrupt(() => context.terminal.complain(words.notKnownSent));
  try {
    const executionId = await post(context, input, note.idempotencyKey);
    await replaceNote(folder, { ...note, executionId });
    return executionId;
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    if (error.error.code === "idempotency_key_reused")
      throw new CannotGoOn(exitStatus.refused, error.error.code, words.keyChanged);
    if (!isFinal(error)) throw new CannotGoOn(exitStatus.error, "not_known", words.notKnownSent);
    if (!isRepeat) await removeNote(folder);
    throw error;
  }
}

async function write(
  { speech }: CommandContext,
  folder: string,
  note: BatchNote,
  isOver: boolean,
): Promise<void> {
  const { words } = speech;
  let isOurs = true;
  try {
    if (isOver) await replaceNote(folder, note);
    else isOurs = await createNote(folder, note);
  } catch (error) {
    throw new CannotGoOn(
      exitStatus.refused,
      "folder_unwritable",
      words.folderUnwritable(folder, reasonOf(error)),
    );
  }
  if (!isOurs) throw new CannotGoOn(exitStatus.refused, "folder_taken", words.otherBatch(folder));
}

async function post(
  context: CommandContext,
  input: Parameters<typeof sendBatch>[1],
  idempotencyKey: string,
): Promise<string> {
  const form = formOf(input.request, input.apiKey);
  let { server } = input;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await server.client.execute(form, idempotencyKey, context.signal);
      return answer.execution_id;
    } catch (error) {
      if (!(error instanceof RequestRefused) || isFinal(error) || attempt === tries) throw error;
    }
    await sleep(firstWaitMs * 2 ** (attempt - 1), undefined, { signal: context.signal });
    // Our own may have ended; another is started in its place.
    if (server.address.isOwn) server = await context.openServer();
  }
}

/** Whether the answer says that nothing was stored. */
function isFinal({ status }: RequestRefused): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
