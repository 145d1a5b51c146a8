/** What is forgotten once it is old enough; each verb does one bounded step, and nothing while another worker is at it. */
export type RetentionStore = {
  /** Deletes, as its owner could, the oldest execution that ended so long ago and owes nothing; false when there is none. */
  expireExecution(input: { days: number }): Promise<boolean>;
  /** Forgets events of executions that ended so long ago, or lines of the audit trail; how many, `limit` at most. */
  trim(input: { what: "events" | "audit"; days: number; limit: number }): Promise<number>;
  /** Forgets what was found out about accounts that nobody has called with for a month. */
  forgetPaces(): Promise<void>;
  /** Which of these attempts were settled, or cost nothing, so long ago. */
  settledLongAgo(input: { attemptIds: readonly string[]; days: number }): Promise<string[]>;
};
