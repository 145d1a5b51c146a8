import type { StoredChange } from "../models/model-change.ts";
import type { CameBy } from "./came-by.ts";

/** What admins changed of the catalogue on screen, for every process. */
export type ModelChanges = {
  /** In the order in which they were first made. */
  all(): Promise<StoredChange[]>;
  /** Another one whenever a change was made or undone: cheap enough to be asked every few seconds. */
  mark(): Promise<string>;
};

/** The same, written by admins. */
export type ModelChangeBook = ModelChanges & {
  set(input: {
    askerId: string;
    cameBy: CameBy;
    id: string;
    change: StoredChange["change"];
  }): Promise<"set" | "not_allowed">;
  undo(input: {
    askerId: string;
    cameBy: CameBy;
    id: string;
  }): Promise<"undone" | "not_allowed" | "no_such_change">;
};
