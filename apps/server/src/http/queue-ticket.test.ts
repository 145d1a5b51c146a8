import { createTicketSeal } from "@bunch/adapters/vault/ticket-seal";
import { expect, test } from "vitest";
import { readTicket, ticketFor, ticketMs } from "./queue-ticket.ts";

const userId = "0d9c4f4e-0000-4000-8000-000000000001";
const seal = createTicketSeal("ab".repeat(32), "queue dashboard");
const hour = 3_600_000;

test("N4: a ticket opens for ten minutes, is renewed for eight hours in all, and counts only where it was sealed for", () => {
  const ticket = ticketFor({ userId }, 0);
  const value = seal.seal(JSON.stringify(ticket));
  expect(readTicket(seal, value, ticketMs - 1)).toEqual(ticket);
  expect(readTicket(seal, value, ticketMs)).toBeNull();
  expect(ticketFor({ ...ticket }, hour)).toEqual({ userId, sinceMs: 0, untilMs: hour + ticketMs });
  expect(ticketFor({ ...ticket }, 8 * hour - 1).untilMs).toBe(8 * hour);
  for (const other of [
    createTicketSeal("ab".repeat(32), "something else"),
    createTicketSeal("cd".repeat(32), "queue dashboard"),
  ])
    expect(readTicket(other, value, 0)).toBeNull();
  expect(readTicket(seal, seal.seal(JSON.stringify({ userId: "x" })), 0)).toBeNull();
});
