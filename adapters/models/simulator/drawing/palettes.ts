/** The papers a sketch is cut from. */
export type Palette = {
  ground: string;
  /** Letters and pen lines. */
  ink: string;
  light: string;
  /** What catches the eye: sun, fruit, lit windows. */
  hot: string;
  accent: string;
  /** Shapes, from the back to the front. */
  far: string;
  middle: string;
  near: string;
};

const ink = "#1d2118";
const cream = "#fffbea";

/** Papers of the day. */
export const dayPalettes: readonly Palette[] = [
  {
    ground: "#fff4c7",
    ink,
    light: "#ffffff",
    hot: "#ffd23f",
    accent: "#d2634b",
    far: "#f5cc89",
    middle: "#86d3a5",
    near: "#1b6b43",
  },
  {
    ground: "#c4e8d1",
    ink,
    light: cream,
    hot: "#ffd23f",
    accent: "#ff9f88",
    far: "#86d3a5",
    middle: "#4b9a6f",
    near: "#1a4a31",
  },
  {
    ground: "#c7e1f2",
    ink,
    light: cream,
    hot: "#ffd23f",
    accent: "#e88069",
    far: "#8ec6ea",
    middle: "#508cb1",
    near: "#1d5c82",
  },
  {
    ground: "#fdd1c5",
    ink,
    light: cream,
    hot: "#ffd23f",
    accent: "#7a3a6c",
    far: "#ff9f88",
    middle: "#d2634b",
    near: "#71291a",
  },
  {
    ground: "#efd2e9",
    ink,
    light: cream,
    hot: "#ffd23f",
    accent: "#d2634b",
    far: "#e2a6d5",
    middle: "#a96b9b",
    near: "#542d4b",
  },
  {
    ground: "#e2e3d6",
    ink,
    light: "#ffffff",
    hot: "#ffd23f",
    accent: "#ae3219",
    far: "#c6c9b8",
    middle: "#828974",
    near: "#30352a",
  },
  {
    ground: "#f5cc89",
    ink,
    light: cream,
    hot: "#be482f",
    accent: "#1d5c82",
    far: "#f2bb62",
    middle: "#e88069",
    near: "#7a3a6c",
  },
  {
    ground: "#ffd23f",
    ink,
    light: cream,
    hot: "#be482f",
    accent: "#1d5c82",
    far: "#f2bb62",
    middle: "#4b9a6f",
    near: "#1a4a31",
  },
];

/** Papers of the night. */
export const nightPalettes: readonly Palette[] = [
  {
    ground: "#172833",
    ink: cream,
    light: cream,
    hot: "#ffd23f",
    accent: "#ff9f88",
    far: "#1a425b",
    middle: "#1d5c82",
    near: "#0b0d08",
  },
  {
    ground: "#2d1f2a",
    ink: cream,
    light: cream,
    hot: "#ffd23f",
    accent: "#e2a6d5",
    far: "#542d4b",
    middle: "#7a3a6c",
    near: "#14160f",
  },
  {
    ground: "#1d2118",
    ink: cream,
    light: cream,
    hot: "#ffd23f",
    accent: "#86d3a5",
    far: "#30352a",
    middle: "#1a4a31",
    near: "#0b0d08",
  },
];
