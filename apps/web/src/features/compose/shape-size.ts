/** How large a shape is drawn on its button: about the same area for each, within the button's room. */
export function shapeSize(ratio: string): { width: number; height: number } {
  const [across = 1, up = 1] = ratio.split(":").map(Number);
  const area = 440;
  const width = Math.sqrt((area * across) / up);
  const scale = Math.min(1, 32 / width, 24 / (width * (up / across)));
  return {
    width: Math.max(4, Math.round(width * scale)),
    height: Math.max(4, Math.round((width * up * scale) / across)),
  };
}
