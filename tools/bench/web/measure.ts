/** One figure of the web app and what it may be at most: bytes, milliseconds, or layout shift as Chromium scores it. */
export type Measure = {
  name: string;
  value: number;
  most: number;
  unit: "bytes" | "ms" | "shift";
  /** The longest of them, where the value leaves some out. */
  longest?: number;
};
