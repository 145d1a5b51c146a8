import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";

const readDeadlineMs = 30_000;
/** Owner, execution, file: as the flow names pictures, with the side of a smaller copy. Nothing else is served. */
const picturePath = /^[\w-]+\/[\w-]+\/[\w-]+(?:\.\d{1,4})?\.([a-z0-9]{1,8})$/;
const contentTypes: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
};

/** `GET /files/…`: the stored bytes as the model sent them, and the smaller copies. Names hold the content's hash, so a copy is good for ever. */
export function files(app: AppInput): Router {
  return Router().get("/files/*path", async (request, response) => {
    const path = request.path.slice("/files/".length);
    const extension = picturePath.exec(path)?.[1];
    if (extension === undefined) throw noSuchPicture();
    const left = new AbortController();
    response.once("close", () => left.abort());
    const bytes = await app.doors.objects.get({
      path,
      signal: AbortSignal.any([left.signal, AbortSignal.timeout(readDeadlineMs)]),
    });
    if (!bytes) throw noSuchPicture();
    response.set({
      "Content-Type": contentTypes[extension] ?? "application/octet-stream",
      "Cache-Control": "public, max-age=31536000, immutable",
      ETag: `"${path.slice(path.lastIndexOf("/") + 1)}"`,
      // Opened by itself, a picture may run nothing; on other pages it may be shown, as its address is the secret.
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cross-Origin-Resource-Policy": "cross-origin",
    });
    // Express answers HEAD and If-None-Match from here.
    response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
}

function noSuchPicture(): Problem {
  return new Problem("not_found", "There is no such picture. It may have been deleted.");
}
