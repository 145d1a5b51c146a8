import type { BatchNote } from "./batch-note.ts";

/** What the note of a folder means for the command at hand. */
export type FolderStep =
  | { do: "start" }
  /** Sent, perhaps: nobody heard the answer. It is sent again under its own number. */
  | { do: "send_again"; note: BatchNote }
  | { do: "go_on"; note: BatchNote; executionId: string }
  | { do: "refuse"; because: "broken" | "other_request" }
  | { do: "refuse"; because: "other_server"; server: string };

/** Decides whether a folder is free, has this very batch, or another. Touches nothing. */
export function decideFolder(
  note: BatchNote | null | "broken",
  now: { digest: string; server: string; isOwn: boolean },
): FolderStep {
  if (note === null) return { do: "start" };
  if (note === "broken") return { do: "refuse", because: "broken" };
  if (note.digest !== now.digest) return { do: "refuse", because: "other_request" };
  const isSameServer = note.server === now.server || (note.isOwn && now.isOwn);
  if (!isSameServer) return { do: "refuse", because: "other_server", server: note.server };
  if (note.executionId === null) return { do: "send_again", note };
  return { do: "go_on", note, executionId: note.executionId };
}
