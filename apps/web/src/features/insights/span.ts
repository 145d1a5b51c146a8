/** Which days are shown: the last so many, or a month (`2026-11`). */
export type Span = { days: number } | { month: string };

const usual: Span = { days: 30 };
const offeredDays = [7, 30, 90];

/** Reads a span from the address; what is none is the usual one. */
export function readSpan(text: string): Span {
  if (/^20\d\d-(0[1-9]|1[0-2])$/.test(text)) return { month: text };
  const days = Number(text);
  return offeredDays.includes(days) ? { days } : usual;
}

/** As it stands in the address; nothing for the usual one. */
export function writeSpan(span: Span): string {
  if ("month" in span) return span.month;
  return "days" in usual && span.days === usual.days ? "" : String(span.days);
}

/** First and last day of a span, as the server takes them; no day that is not yet there. */
export function daysOf(span: Span, today: string): { from: string; to: string } {
  if ("days" in span) return { from: dayAfter(today, 1 - span.days), to: today };
  const [year = 0, month = 0] = span.month.split("-").map(Number);
  const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  const from = `${span.month}-01`;
  return { from, to: today < last && from <= today ? today : last };
}

/** What is offered: the last days, and the months of the last year, this one first. */
export function spans(today: string): Span[] {
  const [year = 0, month = 0] = today.split("-").map(Number);
  return [
    ...offeredDays.map((days) => ({ days })),
    ...Array.from({ length: 12 }, (_, back) => ({
      month: new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
    })),
  ];
}

/** Today where the reader is; Sweden writes its dates as ISO does. */
export function todayHere(): string {
  return new Intl.DateTimeFormat("sv-SE").format(new Date());
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
