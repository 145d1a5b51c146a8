/** Keeps pictures; a repeat writes the same bytes under the same path. */
export type ObjectStore = {
  put(input: {
    path: string;
    bytes: Uint8Array;
    contentType: string;
    signal: AbortSignal;
  }): Promise<void>;
  /** The bytes, or null when there are none. */
  get(input: { path: string; signal: AbortSignal }): Promise<Uint8Array | null>;
  /** The file on this machine that holds it, for another process to read; null where it lies elsewhere. Tells nothing of its being there. */
  fileOf(input: { path: string }): string | null;
  remove(input: { paths: readonly string[]; signal: AbortSignal }): Promise<void>;
};
