import { createHash, randomUUID } from "node:crypto";
import { realpath } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { RequestRefused } from "@bunch/contracts/client";
import type { CommandContext } from "../command-context.ts";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Server } from "../server/open-server.ts";
import { type BatchNote, createNote, readNote, removeNote, replaceNote } from "./batch-note.ts";
import { type BatchRequest, digestOf, formOf, type VendorKeys } from "./batch-request.ts";
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
    keys: VendorKeys;
    folder: string;
    /** The note of a try whose answer was never heard, or of a batch that is over and is to be drawn again. */
    before: { note: BatchNote; use: "its_number" | "a_new_number" } | null;
  },
): Promise<string> {
  const { words } = context.speech;
  const { folder, before } = input;
  const note = await takeNote(context, input);
  if (note.executionId !== null) return note.executionId;
  context.onInterrupt(() => context.terminal.complain(words.notKnownSent));
  const sent = await post(context, input, note.idempotencyKey);
  if (sent.what === "taken") {
    // Where it cannot be written any more, as on a full disk: the number is there, and leads to the same batch.
    await replaceNote(folder, { ...note, executionId: sent.executionId }).catch(() => {});
    return sent.executionId;
  }
  const { refused } = sent;
  if (refused.error.code === "idempotency_key_reused")
    throw new CannotGoOn(exitStatus.refused, refused.error.code, words.keyChanged);
  if (!isFinal(refused)) throw new CannotGoOn(exitStatus.error, "not_known", words.notKnownSent);
  // Nothing was stored, if this was the first that was ever sent under this number.
  if (sent.what === "refused_at_once" && before?.use !== "its_number")
    await (before === null ? removeNote(folder) : replaceNote(folder, before.note));
  throw refused;
}

/** The note to send under: that of the last try, else a new one. */
async function takeNote(
  { speech }: CommandContext,
  { server, folder, before, request }: Parameters<typeof sendBatch>[1],
): Promise<BatchNote> {
  const { words } = speech;
  if (before?.use === "its_number") return before.note;
  const digest = digestOf(request);
  // Whoever follows upon the same batch in the same folder has the same number: typed twice at once, it is one batch more.
  const nextNumber = async (last: string) =>
    createHash("sha256")
      .update(JSON.stringify([last, await realpath(folder)]))
      .digest("hex");
  const note: BatchNote = {
    server: server.address.url,
    isOwn: server.address.isOwn,
    digest,
    idempotencyKey: before ? await nextNumber(before.note.idempotencyKey) : randomUUID(),
    executionId: null,
    begunAt: new Date().toISOString(),
  };
  try {
    if (before) await replaceNote(folder, note);
    else if (!(await createNote(folder, note))) {
      // The same command was typed twice at once, perhaps; then it is one batch.
      const quicker = await readNote(folder);
      if (quicker !== null && quicker !== "broken" && quicker.digest === digest) return quicker;
      throw new CannotGoOn(exitStatus.refused, "folder_taken", words.otherBatch(folder));
    }
    return note;
  } catch (error) {
    if (error instanceof CannotGoOn) throw error;
    throw new CannotGoOn(
      exitStatus.refused,
      "folder_unwritable",
      words.folderUnwritable(folder, reasonOf(error)),
    );
  }
}

type Sent =
  | { what: "taken"; executionId: string }
  | { what: "refused_at_once"; refused: RequestRefused }
  /** The last of several tries was refused, or unheard; one before may have been taken. */
  | { what: "refused_later"; refused: RequestRefused };

async function post(
  context: CommandContext,
  input: Parameters<typeof sendBatch>[1],
  idempotencyKey: string,
): Promise<Sent> {
  const form = formOf(input.request, input.keys);
  let { server } = input;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await server.client.execute(form, idempotencyKey, context.signal);
      return { what: "taken", executionId: answer.execution_id };
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      if (attempt === 1 && isFinal(error)) return { what: "refused_at_once", refused: error };
      if (isFinal(error) || attempt === tries) return { what: "refused_later", refused: error };
    }
    await sleep(firstWaitMs * 2 ** (attempt - 1), undefined, { signal: context.signal });
    // Our own may have ended; another is started in its place.
    if (server.address.isOwn) server = await context.openServer();
  }
}

/** Whether the answer says that nothing was stored. */
function isFinal({ status, error }: RequestRefused): boolean {
  // Of a limit here a person has to be told; another 429 is of something in between, and passes.
  if (status === 429) return error.code === "over_limit";
  return status >= 400 && status < 500 && status !== 408;
}
