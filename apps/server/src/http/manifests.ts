import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { routes } from "@bunch/contracts/routes";
import { type Request, type Response, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { openManifest, type OpenManifest } from "./open-manifest.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { pictureUrls } from "./wire/picture-urls.ts";
import { manifestCsv } from "./wire/manifest-csv.ts";
import { manifestJson } from "./wire/manifest-json.ts";
import { downloadName } from "./wire/download-name.ts";

/**
 * `GET /api/executions/:id/manifest.csv` and `.json`: a batch's table of contents as a file, read and written page by
 * page. While the batch runs it is a moment's picture: each page as it stood when it was read.
 */
export function manifests(app: AppInput): Router {
  const send =
    (extension: "csv" | "json", type: string, write: (manifest: OpenManifest) => Readable) =>
    async (request: Request, response: Response) => {
      const { userId } = await app.userOf(request);
      const urls = pictureUrls(request, app.settings);
      const which = { userId, executionId: executionIdOf(request), urls };
      const manifest = await openManifest(app.views, which);
      if (!manifest) throw noSuchExecution();
      response.attachment(downloadName(manifest.execution, extension)).type(type);
      if (request.method === "HEAD") {
        response.end();
        return;
      }
      await pipeline(write(manifest), response, { signal: app.closing });
    };
  return Router()
    .get(routes.manifestCsv.path, send("csv", "text/csv; charset=utf-8", manifestCsv))
    .get(routes.manifestJson.path, send("json", "application/json", manifestJson));
}
