/** The smaller copies of one picture, as WebP, and in base64 the blur that stands in for it while it loads. */
export type Renditions = { large: Uint8Array; small: Uint8Array; thumbhash: string };

/** A picture as a file of this machine, which spares sending it to another process, or its bytes. */
export type PictureSource = { file: string } | { bytes: Uint8Array };

/** Makes pictures smaller, away from everything that must answer. */
export type RenditionMaker = {
  /** Rejects with MakerUnavailable when nothing can be made at all just now, with any other error when this picture broke it. */
  make(input: {
    picture: PictureSource;
    signal: AbortSignal;
  }): Promise<Renditions | "unreadable" | "missing">;
};

/** No picture's fault: the maker does not even start or cannot read, so trying others would only fail them too. */
export class MakerUnavailable extends Error {
  constructor(cause: unknown) {
    super("What makes pictures smaller does not start, or cannot read them.", { cause });
    this.name = "MakerUnavailable";
  }
}
