import { Archive, ArchiveChoice, ArchiveQuery, readSlots } from "@bunch/contracts/archive";
import { pathOf, routes } from "@bunch/contracts/routes";
import { type Request, type Response, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { archiveBytes } from "./archive/archive-bytes.ts";
import { ArchiveDoor } from "./archive/archive-door.ts";
import {
  archiveReader,
  archiveTicket,
  archiveTicketMs,
  type ChoiceText,
} from "./archive/archive-ticket.ts";
import { type ArchivePlan, planArchive } from "./archive/plan-archive.ts";
import { hasAlready, sendBytes, wantedOf } from "./archive/send-archive.ts";
import { creatorTool } from "./metadata/origin-of.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { parseRequest } from "./request/parse-request.ts";
import { success } from "./success.ts";
import { downloadName } from "./wire/download-name.ts";

/** In one process. */
const archivesAtOnce = 16;

/**
 * `GET /api/executions/:id/archive.zip`: pictures in one file whose every byte is decided before the first is sent, so that
 * its length is told and any part of it can be fetched; and `POST …/archive`, a link to it that a browser follows by itself.
 */
export function archive(app: AppInput): Router {
  const door = new ArchiveDoor(archivesAtOnce);
  return Router()
    .post(routes.openArchive.path, jsonBody(smallBodyBytes), async (request, response) => {
      const { userId } = await app.userOf(request);
      await door.enter(userId, () => open(app, request, response, userId));
    })
    .get(routes.archive.path, async (request, response) => {
      const choice = parseRequest(ArchiveQuery, request.query);
      const executionId = executionIdOf(request);
      const userId = await archiveReader(app, request, { executionId, choice });
      await door.enter(userId, () =>
        download(app, request, response, { userId, executionId, choice }),
      );
    });
}

async function open(
  app: AppInput,
  request: Request,
  response: Response,
  userId: string,
): Promise<void> {
  const executionId = executionIdOf(request);
  const choice = parseBody(ArchiveChoice, request);
  const plan = await planOf(app, response, { userId, executionId, choice });
  const untilMs = Date.now() + archiveTicketMs;
  const query = new URLSearchParams();
  if (choice.slots !== undefined) query.set("slots", choice.slots);
  if (choice.min_rating !== undefined) query.set("min_rating", String(choice.min_rating));
  if (choice.metadata) query.set("metadata", "1");
  const what = { userId, executionId, choice, untilMs };
  query.set("ticket", archiveTicket(app.archiveTickets, what));
  const base = app.settings.publicUrl ?? `${request.protocol}://${request.get("host")}`;
  success(response, Archive, 200, {
    url: `${base}${pathOf("archive", executionId)}?${query.toString()}`,
    file_name: downloadName(plan.execution, "zip"),
    bytes: plan.layout.bytes,
    pictures: plan.pictures,
    missing: plan.missing,
    expires_at: new Date(untilMs).toISOString(),
  });
}

async function download(
  app: AppInput,
  request: Request,
  response: Response,
  which: Parameters<typeof planOf>[2],
): Promise<void> {
  const plan = await planOf(app, response, which);
  const { etag, layout } = plan;
  response.attachment(downloadName(plan.execution, "zip")).type("application/zip");
  response.set({
    ETag: etag,
    "Accept-Ranges": "bytes",
    // Packed again on the way it would have another length.
    "Cache-Control": "no-store, no-transform",
  });
  if (hasAlready(request, etag)) {
    response.status(304).end();
    return;
  }
  const wanted = wantedOf(request, { bytes: layout.bytes, etag });
  if (wanted.is === "beyond") {
    response.removeHeader("Content-Disposition");
    response.removeHeader("Content-Type");
    response.set("Content-Range", `bytes */${layout.bytes}`).status(416).end();
    return;
  }
  const { from, to } = wanted;
  response.set("Content-Length", String(to - from));
  if (wanted.is === "part")
    response.status(206).set("Content-Range", `bytes ${from}-${to - 1}/${layout.bytes}`);
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const doors = { archives: app.archives, objects: app.doors.objects };
  await sendBytes(response, app.closing, (signal) =>
    archiveBytes(doors, plan, { from, to, signal }),
  );
}

async function planOf(
  app: AppInput,
  response: Response,
  which: { userId: string; executionId: string; choice: ChoiceText },
): Promise<ArchivePlan> {
  const { userId, executionId, choice } = which;
  const view = await app.views.find({ userId, executionId });
  if (!view) throw noSuchExecution();
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once("close", leave);
  try {
    return await planArchive(
      { archives: app.archives, objects: app.doors.objects },
      {
        userId,
        view,
        choice: {
          slots: choice.slots === undefined ? null : readSlots(choice.slots),
          minRating: choice.min_rating ?? null,
        },
        creatorTool: choice.metadata ? creatorTool(app.settings.version) : null,
        signal: AbortSignal.any([gone.signal, app.closing]),
      },
    );
  } finally {
    response.off("close", leave);
  }
}
