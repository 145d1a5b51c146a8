import { QueueBoard, queueBoardPath } from "@bunch/contracts/queue-board";
import { routes } from "@bunch/contracts/routes";
import { Problem } from "@bunch/core/problem";
import { type Request, type RequestHandler, type Response, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { boardRefusal } from "./board-refusal.ts";
import { readTicket, type Ticket, ticketFor, ticketMs } from "./queue-ticket.ts";
import { success } from "./success.ts";

const cookieName = "bunch_queues";

/** `POST /api/admin/queues`: lets an admin's browser open the dashboard. A page that is opened brings no token, so it gets a cookie for that page alone. */
export function openQueues(app: AppInput): Router {
  const { publicUrl } = app.settings;
  return Router().post(routes.openQueues.path, async (request, response) => {
    const { userId } = await app.userOf(request);
    if (app.settings.signIn) {
      if (!(await app.people.isAdmin({ userId })))
        throw new Problem(
          "not_allowed",
          "The queue's dashboard is for admins. Ask whoever runs this server to make you one.",
        );
      giveTicket(app, response, { userId });
    }
    const base = publicUrl ?? `${request.protocol}://${request.get("host")}`;
    success(response, QueueBoard, 200, { url: `${base}${queueBoardPath}` });
  });
}

/** The dashboard itself, which looks and changes nothing. Who is an admin the database is asked each time; the local user needs no ticket. */
export function queueBoard(app: AppInput): Router {
  const show: RequestHandler = async (request, response, next) => {
    response.set("Cache-Control", "no-store");
    if (request.method !== "GET" && request.method !== "HEAD")
      return boardRefusal(request, response, "changes_nothing");
    if (app.settings.signIn) {
      const ticket = ticketIn(app, request);
      if (!ticket) return boardRefusal(request, response, "no_ticket");
      if (!(await app.people.isAdmin({ userId: ticket.userId })))
        return boardRefusal(request, response, "no_admin");
      if (ticket.untilMs - Date.now() < ticketMs / 2) giveTicket(app, response, ticket);
    }
    const board = await app.queue.board(queueBoardPath).catch((cause: unknown) => {
      app.log.warn({ err: cause }, "The queue's dashboard cannot be opened just now.");
      return null;
    });
    if (board) board(request, response, next);
    else boardRefusal(request, response, "queue_away");
  };
  return Router().use(queueBoardPath, show);
}

function giveTicket(
  app: AppInput,
  response: Response,
  person: { userId: string; sinceMs?: number },
): void {
  const nowMs = Date.now();
  const ticket = ticketFor(person, nowMs);
  response.cookie(cookieName, app.tickets.seal(JSON.stringify(ticket)), {
    httpOnly: true,
    sameSite: "strict",
    // Without PUBLIC_URL, by how this browser came, as far as TRUST_PROXY lets a proxy say it.
    secure: app.settings.publicUrl?.startsWith("https:") ?? response.req.secure,
    path: queueBoardPath,
    maxAge: ticket.untilMs - nowMs,
  });
}

function ticketIn(app: AppInput, request: Request): Ticket | null {
  const cookies = (request.headers.cookie ?? "").split(";").map((one) => one.trim());
  const value = cookies.find((one) => one.startsWith(`${cookieName}=`));
  return value === undefined
    ? null
    : readTicket(app.tickets, value.slice(cookieName.length + 1), Date.now());
}
