import { readFile } from "node:fs/promises";
import { join } from "node:path";
import express, { Router } from "express";

/** Addresses of the web app; the page itself finds out what to show. */
const pages = /^\/(?:(?:nano-banana|admin)(?:\/.*)?|account)?$/;

/** The built web app: hashed files for ever, the page itself always fresh. */
export function web(webFolder: string): Router {
  return Router()
    .use(
      express.static(webFolder, {
        index: false,
        setHeaders: (response, path) => {
          const isHashed = path.startsWith(join(webFolder, "assets"));
          response.setHeader(
            "Cache-Control",
            isHashed ? "public, max-age=31536000, immutable" : "no-cache",
          );
        },
      }),
    )
    .get(/.*/, async (request, response, next) => {
      const isPage = pages.test(request.path);
      // A program that takes anything gets the page by its name, but no page instead of what it looks for.
      if (!isPage && request.accepts(["json", "html"]) !== "html") return next();
      const page = await readFile(join(webFolder, "index.html"), "utf8").catch(() => null);
      response.set("Cache-Control", "no-cache").type("html");
      if (page === null) response.status(503).send(notBuilt);
      else response.status(isPage ? 200 : 404).send(page);
    });
}

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Bunch</title>
<h1>The web app is not built yet</h1>
<p>The server runs and answers under <a href="/api/models">/api</a>, but the pages are missing.</p>
<p>Build them with <code>npm run build:web</code> and reload this page. While you change them, use <code>npm run dev</code>.</p>
</html>
`;
