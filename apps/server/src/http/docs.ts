import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { routes } from "@bunch/contracts/routes";
import { Router } from "express";
import { docsPage } from "./docs/docs-page.ts";
import { readScalar } from "./docs/read-scalar.ts";

const scriptPath = `${routes.docs.path}/scalar.js`;
const aYear = "public, max-age=31536000, immutable";

/** `GET /api/docs`: the document as a page, with a policy of its own; nothing of it is loaded before somebody looks. */
export function docs(): Router {
  let loading: ReturnType<typeof load> | null = null;
  const loaded = () =>
    (loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    }));

  return Router()
    .get(routes.docs.path, async (_request, response) => {
      const { page } = await loaded();
      response
        .set({ "Content-Security-Policy": page.policy, "Cache-Control": "no-cache" })
        .type("html")
        .send(page.html);
    })
    .get(scriptPath, async (request, response) => {
      const { script, zipped, version } = await loaded();
      response
        .set({
          "Cache-Control": request.query["v"] === version ? aYear : "no-cache",
          ETag: `"${version}"`,
        })
        .vary("Accept-Encoding")
        .type("js");
      if (request.acceptsEncodings("gzip")) response.set("Content-Encoding", "gzip").send(zipped);
      else response.send(script);
    });
}

async function load() {
  const script = await readScalar();
  const version = createHash("sha256").update(script).digest("hex").slice(0, 16);
  const zipped = await promisify(gzip)(script);
  return { script, zipped, version, page: docsPage(`${scriptPath}?v=${version}`) };
}
