import { expect, test } from "vitest";
import { createTicketSeal } from "./ticket-seal.ts";

const [before, now] = ["ab".repeat(32), "cd".repeat(32)];

test("Z7: a ticket outlives a change of ENCRYPTION_KEY where the former one is still known, and no longer", () => {
  const ticket = createTicketSeal(before, "archive").seal("yours");
  expect(createTicketSeal(now, "archive", [before]).open(ticket)).toBe("yours");
  expect(createTicketSeal(now, "archive").open(ticket)).toBeNull();
  expect(createTicketSeal(now, "queue dashboard", [before]).open(ticket)).toBeNull();
  const anew = createTicketSeal(now, "archive", [before]).seal("yours");
  expect(createTicketSeal(before, "archive").open(anew)).toBeNull();
});
