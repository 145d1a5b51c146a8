/** What of an answer comes before its body. */
export type AnswerHead = {
  /** HTTP status; 200 for models that are not spoken to over HTTP. */
  status: number;
  /** How long its headers ask to wait, where they do. */
  retryAfterMs?: number | undefined;
};

/** An answer as it lies in the spool. */
export type SpooledAnswer = AnswerHead & {
  body: Uint8Array;
  /** Whether the end of the answer was seen; of a cut one, only complete JSON counts. */
  whole: boolean;
};

/** Takes one answer as it streams in; from `finish` on it survives any crash of ours. */
export type SpoolSink = {
  begin(head: AnswerHead): Promise<void>;
  /** May be called again before it is done. The chunk stays as it is until then, and may be gone after; once it failed, everything fails. */
  write(chunk: Uint8Array): Promise<void>;
  /** Syncs file and folder to disk and gives the answer its final name. */
  finish(): Promise<void>;
  /** Closes the file and leaves what came so far as a part. */
  abandon(): Promise<void>;
};

/** The disk that holds answers between the call and the store; it outlives the process. */
export type Spool = {
  open(input: { attemptId: string }): Promise<SpoolSink>;
  /** How many bytes of an answer there are, whole or in part; null when nothing came. */
  sizeOf(input: { attemptId: string }): Promise<number | null>;
  /** The answer of an attempt, whole or in part, in memory of its own; null when nothing came. */
  find(input: { attemptId: string }): Promise<SpooledAnswer | null>;
  /** The attempts of which something lies here, whole or in part. */
  list(): Promise<string[]>;
  /** Forgets an answer whose attempt is settled. */
  discard(input: { attemptId: string }): Promise<void>;
};
