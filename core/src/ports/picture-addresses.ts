/** Tells under which addresses anybody reads stored pictures, where this server does not hand them out itself. */
export type PictureAddresses = {
  /**
   * The addresses of these paths, each path with one. Where they expire, each is good for at least half of its lifetime
   * still. Throws the Problem not_ready, within a deadline, where they cannot be had just now.
   */
  addressesOf(input: { paths: readonly string[] }): Promise<ReadonlyMap<string, string>>;
  /** What is had without asking anybody; of a private picture it opens nothing. */
  plainAddress(input: { path: string }): string;
};
