const noBreak = "\u00a0";

/** Money, numbers and moments as a reader of this language and place expects them. */
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
  const eachAbout = currency(3, 3);
  const eachExact = currency(3, 4);
  const number = new Intl.NumberFormat(locale);
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const exactClock = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  const dayAndClock = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const month = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" });
  const dayOfMonth = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
  });
  const utcDay = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  const utcDate = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });

  return {
    /** Whether the sign stands before the amount: `$1` but `1 $`. */
    isSignFirst: total.formatToParts(1)[0]?.type === "currency",
    /** A sum: `$0.98`. */
    total: (dollars: number) => total.format(dollars),
    /** What one picture may have cost: rounded up, so that parts never show as less than their sum. */
    atMost: (dollars: number) => total.format(Math.ceil(dollars * 100 - 1e-6) / 100),
    /** The expected price of one picture: `$0.041`. */
    each: (dollars: number) => eachAbout.format(dollars),
    /** What one picture did cost: `$0.0412`. */
    exact: (dollars: number) => (dollars === 0 ? total.format(0) : eachExact.format(dollars)),
    number: (value: number) => number.format(value),
    /** A floored percentage as the server tells it: 31 → `31%`. */
    percent: (value: number) => percent.format(value / 100),
    /** A part of one, never rounded up to all of it: 0.972 → `97.2%`. */
    share: (part: number) => share.format(Math.floor(part * 1000) / 1000),
    list: (items: string[]) => list.format(items),
    /** Day and time of a batch. */
    moment: (iso: string) => day.format(new Date(iso)),
    shortMoment: (iso: string) => dayAndClock.format(new Date(iso)),
    date: (iso: string) => date.format(new Date(iso)),
    /** `November 2026`. */
    month: (iso: string) => month.format(new Date(iso)),
    /** A day of this year, short: `Wed, 25 Nov`. */
    weekday: (iso: string) => dayOfMonth.format(new Date(iso)),
    /** A day of UTC as the server names it: `2026-11-28` → `28 Nov`. */
    utcDay: (named: string) => utcDay.format(new Date(`${named}T00:00:00Z`)),
    /** The same with its year: `2026-11-28` → `28 Nov 2026`. */
    utcDate: (named: string) => utcDate.format(new Date(`${named}T00:00:00Z`)),
    clock: (moment: Date) => clock.format(moment),
    /** To the second, or with its day when it is not today: the end of a limit. */
    until: (iso: string, now: Date) => {
      const end = new Date(iso);
      const isToday = end.toDateString() === now.toDateString();
      // In the middle of a sentence a date that breaks is hard to read.
      return (isToday ? exactClock.format(end) : dayAndClock.format(end)).replaceAll(" ", noBreak);
    },
    /** How long a picture took: `9.4 s`; what is next to nothing is not none: `< 0.1 s`. */
    seconds: (milliseconds: number) =>
      milliseconds < 50
        ? `<${noBreak}${tenth.format(0.1)}${noBreak}s`
        : `${tenth.format(milliseconds / 1000)}${noBreak}s`,
    /** How long a batch took: `1 min 58 s`. */
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
