const noBreak = "\u00A0";

/** Numbers, money and moments as a reader of that language and place expects them. */
export function createFormats(locale: string) {
  const currency = (least: number, most: number) =>
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency: "USD",
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: least,
      maximumFractionDigits: most,
    });
  const total = currency(2, 2);
  const each = currency(3, 3);
  const number = new Intl.NumberFormat(locale);
  const inUnit = (unit: string, most: number) =>
    new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: most });
  const kilobytes = inUnit("kilobyte", 0);
  const megabytes = inUnit("megabyte", 1);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeZone: "UTC" });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const rules = new Intl.PluralRules(locale);

  return {
    /** A sum: `$0.98`. */
    total: (dollars: number) => total.format(dollars),
    /** The expected price of one picture: `$0.041`. */
    each: (dollars: number) => each.format(dollars),
    number: (value: number) => number.format(value),
    /** A floored percentage as the server tells it. */
    percent: (value: number) => percent.format(value / 100),
    list: (items: readonly string[]) => list.format(items),
    moment: (iso: string) => moment.format(new Date(iso)),
    /** A date without an hour, the same wherever it is read: `29/10/2026`. */
    day: (date: string) => day.format(new Date(date)),
    /** A clock time of today, with the day otherwise. */
    until: (iso: string, now = new Date()) => {
      const end = new Date(iso);
      return (end.toDateString() === now.toDateString() ? clock : moment).format(end);
    },
    plural: (count: number, forms: { one: string; other: string }) =>
      rules.select(count) === "one" ? forms.one : forms.other,
    bytes: (bytes: number) =>
      bytes < 1_000_000
        ? kilobytes.format(Math.max(1, Math.round(bytes / 1000)))
        : megabytes.format(bytes / 1_000_000),
    /** How long it took: `1 min 58 s`. */
    duration: (milliseconds: number) => {
      const seconds = Math.max(0, Math.round(milliseconds / 1000));
      const hours = Math.floor(seconds / 3600);
      const minutes = Math.floor((seconds % 3600) / 60);
      const parts = [];
      if (hours > 0) parts.push(`${number.format(hours)}${noBreak}h`);
      if (minutes > 0) parts.push(`${minutes}${noBreak}min`);
      if (hours === 0 && (minutes < 10 || parts.length === 0))
        parts.push(`${seconds % 60}${noBreak}s`);
      return parts.join(" ");
    },
    /** A rough rest: `4 min`, `40 s`, `1 h 20 min`. */
    rest: (milliseconds: number) => {
      const seconds = milliseconds / 1000;
      if (seconds < 55) return `${Math.max(5, Math.ceil(seconds / 5) * 5)}${noBreak}s`;
      const minutes = Math.round(seconds / 60);
      if (minutes < 60) return `${minutes}${noBreak}min`;
      const rounded = Math.round(minutes / 10) * 10;
      const hours = `${Math.floor(rounded / 60)}${noBreak}h`;
      return rounded % 60 === 0 ? hours : `${hours} ${rounded % 60}${noBreak}min`;
    },
  };
}
export type Formats = ReturnType<typeof createFormats>;
