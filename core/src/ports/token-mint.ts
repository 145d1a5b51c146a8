/** Makes tokens that nobody can guess, and tells the hash by which one is known again. */
export type TokenMint = {
  /** `token` is shown once and kept nowhere; `hash` is its SHA-256. */
  make(): { token: string; hash: Uint8Array; lastFour: string };
  hashOf(token: string): Uint8Array;
};
