import { isIP } from "node:net";
import { Problem } from "@bunch/core/problem";
import type { RequestHandler } from "express";

const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "::1"];
const safeMethods: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/**
 * Keeps foreign web pages away. Where nobody signs in, a name that was rebound to this machine fails by its Host,
 * a page elsewhere by its Origin. Programs send no Origin and pass. Answers CORS for the origins that may call.
 */
export function localGuard(settings: {
  host: string;
  isRemote: boolean;
  /** Whoever has to bring a token is let in under any name: a page elsewhere has none to bring. */
  hasSignIn: boolean;
  publicUrl: string | undefined;
  corsOrigins: readonly string[];
}): RequestHandler {
  const ownNames = new Set([...loopbackNames, settings.host.toLowerCase()]);
  if (settings.publicUrl) ownNames.add(bareName(new URL(settings.publicUrl).hostname));
  const mayCall = new Set([
    ...settings.corsOrigins,
    ...(settings.publicUrl ? [settings.publicUrl] : []),
  ]);

  return (request, response, next) => {
    const host = request.headers.host ?? "";
    const name = nameOf(host);
    // An address in figures cannot be rebound; beyond loopback people come by one.
    const isOwn =
      name !== null &&
      (settings.hasSignIn || ownNames.has(name) || (settings.isRemote && isIP(name) !== 0));
    if (!isOwn) throw new Problem("forbidden_origin", wrongHost(host));

    const { origin } = request.headers;
    response.vary("Origin");
    if (origin !== undefined) {
      const isSame = origin === `http://${host}` || origin === `https://${host}`;
      if (!isSame && !mayCall.has(origin))
        throw new Problem(
          "forbidden_origin",
          `Pages of ${origin} may not call this server. If they should, set CORS_ORIGIN to that address.`,
        );
      if (!isSame) allow(response, origin);
    } else if (
      request.headers["sec-fetch-site"] === "cross-site" &&
      !safeMethods.includes(request.method)
    )
      throw new Problem(
        "forbidden_origin",
        "A page of another site sent this; it may not. Call the server from its own page, or from a program.",
      );
    if (request.method === "OPTIONS") response.status(204).end();
    else next();
  };
}

function allow(response: Parameters<RequestHandler>[1], origin: string): void {
  response.set({
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE",
    "Access-Control-Allow-Headers":
      "Content-Type, Idempotency-Key, Last-Event-ID, Authorization, X-Request-Id",
    "Access-Control-Expose-Headers": "Retry-After, RateLimit, RateLimit-Policy, X-Request-Id",
    "Access-Control-Max-Age": "600",
  });
}

/** The name in a Host header, without port and brackets; null when it is none. */
function nameOf(host: string): string | null {
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return bareName(new URL(`http://${host}`).hostname);
}

function bareName(hostname: string): string {
  return hostname
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
}

function wrongHost(host: string): string {
  return `This server does not go by the name "${host}". Open it as http://localhost, or set PUBLIC_URL to the address people use.`;
}
