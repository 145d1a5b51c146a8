const units = [
  { unit: "kilobyte", bytes: 1000 },
  { unit: "megabyte", bytes: 1e6 },
  { unit: "gigabyte", bytes: 1e9 },
];

/** The size of a file as systems count them: `123 MB`, `4,2 Go`. */
export function fileSize(locale: string, value: number): string {
  const { unit, bytes } = units.find((one) => value < one.bytes * 999.5) ?? units.at(-1)!;
  const isTold = bytes > 1000 && value / bytes < 9.95;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    maximumFractionDigits: isTold ? 1 : 0,
  }).format(value / bytes);
}
