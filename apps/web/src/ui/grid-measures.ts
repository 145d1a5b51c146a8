/** How a grid of pictures is laid out; lengths in pixels. */
export type GridMeasures = {
  columns: (width: number) => number;
  /** Width by height of a picture, as a number. */
  ratio: number;
  /** Room under each picture for its number and words. */
  captionHeight: number;
  gap: { column: number; row: number };
};
