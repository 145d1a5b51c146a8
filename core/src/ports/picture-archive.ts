/** The pictures of a server whose store is no folder, as a backup takes them and a restore brings them back. */
export type PictureArchive = {
  /** Writes a picture's bytes into a new file, safe on the disk; false when there are none. */
  copyOut(input: { path: string; file: string; signal: AbortSignal }): Promise<boolean>;
  /** Stores the bytes of a file under that path; where they lie there already, all is well. */
  copyIn(input: { path: string; file: string; signal: AbortSignal }): Promise<void>;
};
