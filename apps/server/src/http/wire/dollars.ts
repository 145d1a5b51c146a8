/** Micro-dollars as dollars with two decimals. */
export function dollarsToCents(micros: number): number {
  return Math.round(micros / 10_000) / 100;
}

/** Micro-dollars as dollars with two decimals, rounded up: a doubt never shows as nothing. */
export function dollarsUpToCents(micros: number): number {
  return Math.ceil(micros / 10_000) / 100;
}

/** Micro-dollars as dollars with all six decimals. */
export function dollars(micros: number): number {
  return micros / 1_000_000;
}
