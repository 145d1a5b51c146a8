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

/** Seals provider keys for one workflow of one owner; they open nowhere else. */
export type KeyVault = {
  seal(input: { apiKey: string; userId: string; workflowId: string }): SealedKey;
  /** Null when this ENCRYPTION_KEY cannot open it. */
  open(input: { sealed: SealedKey; userId: string; workflowId: string }): string | null;
};
