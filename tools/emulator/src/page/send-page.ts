import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { scenarioPage } from "../scenario-page.ts";

/** Sends the emulator's own page: to a browser the live one, to anything else the list of scenarios as text. */
export function sendPage(incoming: IncomingMessage, response: ServerResponse, url: string): void {
  if (!(incoming.headers.accept ?? "").includes("text/html"))
    return sendScenarioList(response, url);
  page ??= builtPage();
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": page.policy,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    vary: "Accept",
  });
  response.end(page.html);
}

/** Sends the list of scenarios as text. */
export function sendScenarioList(response: ServerResponse, url: string): void {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8", vary: "Accept" });
  response.end(scenarioPage(url));
}

const scripts = ["elements.js", "state-view.js", "settings-form.js", "page.js"];
// In one piece they need neither imports nor exports.
const moduleWords = /^import [^;]*;\n|^export /gmu;

let page: { html: string; policy: string } | null = null;

/** Puts style and scripts into the page, and lets the browser run nothing but these. */
function builtPage(): { html: string; policy: string } {
  const part = (name: string): string =>
    readFileSync(new URL(name, import.meta.url), "utf8").trim();
  const style = part("page.css");
  const script = scripts.map((name) => part(name).replaceAll(moduleWords, "")).join("\n");
  const html = part("page.html")
    .replace("<style></style>", () => `<style>${style}</style>`)
    .replace("<script></script>", () => `<script type="module">${script}</script>`);
  const hash = (text: string): string =>
    `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = [
    "default-src 'none'",
    "connect-src 'self'",
    "img-src data:",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return { html, policy };
}
