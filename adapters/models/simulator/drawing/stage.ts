import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Palette } from "./palettes.ts";

export type Box = { x: number; y: number; width: number; height: number };

/** Where a scene is drawn. */
export type Stage = {
  context: SKRSContext2D;
  /** The whole picture, for what reaches its edges. */
  page: { width: number; height: number };
  /** The part that the letters leave free, for the subject. */
  box: Box;
  /** The shorter side of the box: the measure of all things in it. */
  unit: number;
  palette: Palette;
  night: boolean;
  random: () => number;
  /** The prompt in small letters, for scenes that take a hint. */
  words: string;
};
