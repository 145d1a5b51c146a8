/** What an exported picture's file tells of how the picture was made; of the person, the batch and the key it tells nothing. */
export type PictureOrigin = {
  prompt: string;
  /** What the picture is called: its file's name without the ending. */
  title: string;
  model: string;
  aspectRatio: string;
  imageSize: string;
  /** This very picture's; null where it was left to chance. */
  seed: number | null;
  /** In pixels, where they are known. */
  size: readonly [number, number] | null;
  /** Which program wrote it, with its version. */
  creatorTool: string;
};
