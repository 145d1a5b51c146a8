/** What a receiver answered; `status` is null where no answer came, and `error` says why. */
export type WebhookAnswer = {
  status: number | null;
  durationMs: number;
  /** The first bytes, as text. */
  answer: string;
  error: string | null;
};

/** The way out to receivers, which may lie anywhere but where only we could reach them. */
export type WebhookLine = {
  /** Whether an address may be told: as it will be called, or why not, in a sentence that says what to do. */
  admit(input: { url: string }): Promise<{ url: string } | { refused: string }>;
  /** One signed POST with a deadline; follows no redirect. Looks again where the address leads, and never throws. */
  post(input: {
    url: string;
    messageId: string;
    body: string;
    /** One signature for each. */
    secrets: readonly string[];
    signal: AbortSignal;
  }): Promise<WebhookAnswer>;
  /** A new secret, `whsec_…`. */
  makeSecret(): string;
};
