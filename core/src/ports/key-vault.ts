/** An API key as it is stored; all parts hexadecimal but `keyId`. */
export type SealedKey = {
  encrypted: string;
  iv: string;
  authTag: string;
  salt: string;
  /** Tells which ENCRYPTION_KEY sealed it, without telling the key. */
  keyId: string;
  /** Tells keys apart without telling them: the same for the same key, and of no use to whoever lacks our ENCRYPTION_KEY. Missing where an older version sealed. */
  account?: string;
};

/** The one thing that a sealed key is good for: a workflow's calls, a remembered key's place in the list of its owner, or signing what an endpoint is told. */
export type KeyPurpose = { userId: string } & (
  | { workflowId: string }
  | { providerKeyId: string }
  | { webhookSecretId: string }
);

/** Seals provider keys and secrets of webhooks for one purpose of one owner; they open for nothing else. */
export type KeyVault = {
  seal(input: { apiKey: string } & KeyPurpose): SealedKey;
  /** Null when this ENCRYPTION_KEY cannot open it. */
  open(input: { sealed: SealedKey } & KeyPurpose): string | null;
};

/** A vault that also tells under which ENCRYPTION_KEY it seals just now. */
export type RotatingVault = KeyVault & { currentKeyId(): string };
