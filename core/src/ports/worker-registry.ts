/** A worker process as others see it. `beat` changes with every heartbeat. */
export type WorkerRow = {
  workerId: string;
  spoolId: string;
  slots: number;
  beat: number;
  left: boolean;
};

/** One heartbeat row for each worker process. */
export type WorkerRegistry = {
  join(input: { workerId: string; spoolId: string; slots: number }): Promise<void>;
  /** Grows the beat. */
  beat(input: { workerId: string }): Promise<void>;
  /** Every worker that still has unfinished attempts or has not left. */
  list(): Promise<WorkerRow[]>;
  /** Says goodbye; a left worker gets no more results. */
  leave(input: { workerId: string }): Promise<void>;
};
