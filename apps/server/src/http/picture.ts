import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { PictureQuery } from "@bunch/contracts/archive";
import { pictureName } from "@bunch/contracts/picture-name";
import { routes } from "@bunch/contracts/routes";
import { pictureHead } from "@bunch/core/metadata/picture-head";
import type { ArchiveRow } from "@bunch/core/ports/archive-store";
import type { ExecutionView } from "@bunch/core/ports/execution-views";
import { Problem } from "@bunch/core/problem";
import { type Request, type Response, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { hasAlready } from "./archive/send-archive.ts";
import { partsWith } from "./metadata/inserted.ts";
import { metadataBlock } from "./metadata/metadata-block.ts";
import { creatorTool, originOf } from "./metadata/origin-of.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { parseRequest } from "./request/parse-request.ts";
import { wireExecution } from "./wire/execution.ts";
import { wireResult } from "./wire/result.ts";

const readDeadlineMs = 30_000;
const nowhere = () => "";

/** `GET /api/executions/:id/picture`: one picture as a file of its own name, on request with how it was made written into it. */
export function picture(app: AppInput): Router {
  return Router().get(routes.picture.path, (request, response) => send(app, request, response));
}

async function send(app: AppInput, request: Request, response: Response): Promise<void> {
  const { userId } = await app.userOf(request);
  const { slot = 0, metadata } = parseRequest(PictureQuery, request.query);
  const executionId = executionIdOf(request);
  const view = await app.views.find({ userId, executionId });
  const page = await app.archives.page({
    userId,
    executionId,
    choice: { slots: [[slot, slot]], minRating: null },
    limit: 1,
    cursor: null,
  });
  if (!view || !page) throw noSuchExecution();
  const [row] = page.items;
  if (!row) throw new Problem("not_found", `This batch has no slot ${slot}.`);
  const stored = await storedBytes(app, row, response);
  const name = nameOf(row, view);
  const { mimeType } = row.result;
  const head = pictureHead(stored, mimeType, crc32);
  const origin = originOf(row.result, view, {
    name,
    creatorTool: creatorTool(app.settings.version),
  });
  const told = metadata && head ? metadataBlock(mimeType, origin) : null;
  const inserted = head && told && { head, bytes: told };
  const bytes = Buffer.concat([...partsWith(stored, inserted, { from: 0, to: Infinity })]);
  const etag = `"${createHash("sha256").update(bytes).digest("base64url")}"`;
  response.attachment(name).type(mimeType ?? "application/octet-stream");
  response.set({
    ETag: etag,
    "Cache-Control": "no-store, no-transform",
    // Opened by itself, a picture may run nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
  });
  if (hasAlready(request, etag)) response.status(304).end();
  else response.send(bytes);
}

/** The bytes as they were stored, proven; a Problem says what became of those that are not there. */
async function storedBytes(
  app: AppInput,
  { result, sha256 }: ArchiveRow,
  response: Response,
): Promise<Uint8Array> {
  const { path } = result;
  if (path === null) throw new Problem("wrong_state", "There is no picture in this slot.");
  const left = new AbortController();
  response.once("close", () => left.abort());
  const signal = AbortSignal.any([left.signal, AbortSignal.timeout(readDeadlineMs)]);
  const bytes = await app.doors.objects.get({ path, signal });
  if (bytes !== null && isWhole(bytes, sha256)) return bytes;
  throw new Problem(
    "wrong_state",
    "The store has not this picture any more, or a damaged one. Restore it from a backup.",
  );
}

function isWhole(bytes: Uint8Array, sha256: string | null): boolean {
  return sha256 === null || createHash("sha256").update(bytes).digest("hex") === sha256;
}

function nameOf({ result }: ArchiveRow, view: ExecutionView): string {
  const named = { ...result, path: null, extraPaths: [], thumbhash: null };
  return pictureName(
    wireResult(named, nowhere),
    wireExecution({ ...view, references: [] }, nowhere),
  );
}
