const rungs = [1, 2, 2.5, 5, 10];

/** A scale from nothing to just above the highest, in three to five round steps. */
export function chartScale(highest: number, isWhole = false): { top: number; steps: number[] } {
  const least = isWhole ? 1 : 0.01;
  const rough = Math.max(highest / 4, least);
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const fits = (rung: number) =>
    rung * power >= rough - 1e-9 && (!isWhole || Number.isInteger(rung * power));
  const step = (rungs.find(fits) ?? 10) * power;
  const count = Math.max(1, Math.ceil(highest / step - 1e-9));
  const steps = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toFixed(6)));
  return { top: steps.at(-1) ?? step, steps };
}
