import { createHash } from "node:crypto";
import { routes } from "@bunch/contracts/routes";
import { uuid } from "@bunch/contracts/text-formats";
import type { Person } from "@bunch/core/ports/person";
import { Problem } from "@bunch/core/problem";
import type { Request } from "express";
import { z } from "zod";
import type { AppInput } from "../app-input.ts";
import type { TicketSeal } from "../queue-ticket.ts";

/** Long enough for many gigabytes over a slow line, with a night between. */
export const archiveTicketMs = 12 * 3_600_000;

/** What an address says of the pictures that are wanted, as it says it. */
export type ChoiceText = {
  slots?: string | undefined;
  min_rating?: number | undefined;
  metadata?: boolean | undefined;
};

const Ticket = z.object({
  userId: uuid,
  executionId: uuid,
  choice: z.string(),
  untilMs: z.number(),
});

/** A ticket for one person, one batch and one choice of its pictures. */
export function archiveTicket(
  seal: TicketSeal,
  what: { userId: string; executionId: string; choice: ChoiceText; untilMs: number },
): string {
  return seal.seal(JSON.stringify({ ...what, choice: digestOf(what.choice) }));
}

/** Whose archive it is: by the ticket in the address, or by who asks. A Problem (401) for everybody else. */
export async function archiveReader(
  app: AppInput,
  request: Request,
  wanted: { executionId: string; choice: ChoiceText },
): Promise<string> {
  const given = ticketIn(request);
  if (given === undefined) return (await app.userOf(request)).userId;
  const ticket = readTicket(app.archiveTickets, given);
  const isFor =
    ticket !== null &&
    ticket.executionId === wanted.executionId &&
    ticket.choice === digestOf(wanted.choice);
  if (!isFor || !(await app.archives.mayCome({ userId: ticket.userId })))
    throw new Problem(
      "sign_in_needed",
      "This link opens nothing, or nothing any more. Open the batch and download it from there again.",
    );
  return ticket.userId;
}

/** Who asks, for whoever counts requests: whoever holds a link counts as the person it is for. */
export function ticketOr(
  app: Pick<AppInput, "archiveTickets" | "userOf" | "settings">,
): AppInput["userOf"] {
  const path = new RegExp(`^${routes.archive.path.replace(":id", "[^/]+").replace(".", "\\.")}$`);
  return (request) => {
    const given = path.test(request.baseUrl + request.path) ? ticketIn(request) : undefined;
    const ticket = given === undefined ? null : readTicket(app.archiveTickets, given);
    if (ticket === null) return app.userOf(request);
    const { userId } = ticket;
    const by: Person["by"] = app.settings.signIn ? "session" : "local";
    return { userId, by, scope: "read", email: null, sessionId: null };
  };
}

function ticketIn({ query }: Request): string | undefined {
  const { ticket } = query;
  return typeof ticket === "string" && ticket !== "" ? ticket : undefined;
}

function readTicket(seal: TicketSeal, given: string): z.infer<typeof Ticket> | null {
  const text = seal.open(given);
  if (text === null) return null;
  const ticket = Ticket.safeParse(JSON.parse(text));
  return ticket.success && Date.now() < ticket.data.untilMs ? ticket.data : null;
}

function digestOf({ slots = "", min_rating = 0, metadata = false }: ChoiceText): string {
  const choice = `${slots} ${min_rating}${metadata ? " metadata" : ""}`;
  return createHash("sha256").update(choice).digest("base64url");
}
