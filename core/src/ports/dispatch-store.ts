/** What the one dispatcher needs to know and write. */
export type DispatchStore = {
  /** Takes or renews the lease of the one dispatcher; false while another process holds it. */
  holdLease(input: { holder: string; forMs: number }): Promise<boolean>;
  /** Gives the lease up, so that another process need not wait for its end. */
  dropLease(input: { holder: string }): Promise<void>;
  /** Chooses up to the free slots of the living workers, round robin over users and then executions, and marks them as handed out. */
  chooseNext(input: { workerIds: readonly string[] }): Promise<string[]>;
};
