import type { WaitReason } from "@bunch/contracts/execution";

/** Why an execution that came out of a backup waits: what was drawn since is paid, and nothing here knows of it. */
export function restoredReason(takenAt: string): WaitReason {
  const when = `${takenAt.slice(0, 16).replace("T", " ")} UTC`;
  return {
    code: "restored",
    message: `Restored from a backup of ${when}: some of its pictures may already be drawn and paid for. Resume if you want the rest, or cancel it.`,
    until: null,
  };
}
