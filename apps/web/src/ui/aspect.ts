/** `4:5` as a number for CSS and reckoning; what is no ratio is square. */
export function aspectOf(ratio: string): number {
  const [across, up] = ratio.split(":").map(Number);
  return across && up ? across / up : 1;
}
