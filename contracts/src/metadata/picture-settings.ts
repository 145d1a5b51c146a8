/** What a picture's file says of how it was made; null for what it does not say. */
export type PictureSettings = {
  prompt: string;
  /** As its maker names it, which need not be a model of ours. */
  model: string | null;
  aspectRatio: string | null;
  imageSize: string | null;
  seed: number | null;
  /** In pixels. */
  size: readonly [number, number] | null;
};
