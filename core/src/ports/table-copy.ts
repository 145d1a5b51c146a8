/** A table of ours, or the part of one that is ours, in the order in which rows may come in. */
export type CopiedTable = { name: string; columns: readonly string[] };

/** A sequence's last number, and whether it was given away already. */
export type CopiedSequence = { name: string; lastValue: string; isCalled: boolean };

/** A picture that rows name; `ownerId` is the execution or workflow it goes with. */
export type NamedPicture = { path: string; sha256: string | null; ownerId: string };

/** All our tables as of one moment, while others go on writing. */
export type TableSnapshot = {
  /** ISO 8601, by the database's clock. */
  takenAt: string;
  /** Versions of the migrations that made the tables. */
  migrations: readonly string[];
  tables: readonly CopiedTable[];
  sequences: readonly CopiedSequence[];
  /** About what the rows take, and what the pictures take. */
  rowBytes: number;
  pictureBytes: number;
  /** Calls that had no end at that moment. */
  openAttemptIds: readonly string[];
  /** The rows, as the database itself writes them out. */
  rowsOf(table: CopiedTable): AsyncIterable<Uint8Array>;
  /** What lies in the store, and the references, in lists of a bounded length. */
  pictures(): AsyncIterable<NamedPicture[]>;
  /** Which of these executions and workflows have been deleted since. */
  deletedSince(ownerIds: readonly string[]): Promise<string[]>;
  close(): Promise<void>;
};

/** What goes into an empty database. */
export type TableFilling = {
  takenAt: string;
  migrations: readonly string[];
  tables: readonly CopiedTable[];
  sequences: readonly CopiedSequence[];
  rowsOf(table: CopiedTable): AsyncIterable<Uint8Array>;
  /** False revokes all API tokens: some may have been revoked since, and nothing here knows which. */
  keepTokens: boolean;
  signal: AbortSignal;
};

/** What was changed about that once it was in. */
export type FilledTables = {
  /** Executions that were not finished. */
  paused: number;
  revokedTokens: number;
};
