import { z } from "zod";
import { uuid } from "@bunch/contracts/text-formats";

/** Signs what the dashboard's cookie holds; the adapter keeps the key. */
export type TicketSeal = { seal(text: string): string; open(ticket: string): string | null };

const Ticket = z.object({ userId: uuid, sinceMs: z.number(), untilMs: z.number() });
export type Ticket = z.infer<typeof Ticket>;

export const ticketMs = 600_000;
/** However often it is renewed: whoever stays longer asks for another. */
const longestMs = 8 * 3_600_000;

/** A new ticket for a person, or one that goes on from an earlier one. */
export function ticketFor(person: { userId: string; sinceMs?: number }, nowMs: number): Ticket {
  const sinceMs = person.sinceMs ?? nowMs;
  const untilMs = Math.min(nowMs + ticketMs, sinceMs + longestMs);
  return { userId: person.userId, sinceMs, untilMs };
}

/** The ticket in a cookie's value; null where it is none of ours, or over. */
export function readTicket(seal: TicketSeal, value: string, nowMs: number): Ticket | null {
  const text = seal.open(value);
  if (text === null) return null;
  const ticket = Ticket.safeParse(JSON.parse(text));
  return ticket.success && nowMs < ticket.data.untilMs ? ticket.data : null;
}
