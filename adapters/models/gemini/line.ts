import { CannotStart } from "@bunch/core/cannot-start";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

/** The way to the provider: its address, and how to connect. */
export type Line = { baseUrl: URL; agent: HttpAgent };

/** Prepares the way; throws a sentence on an address that is none. Proxies are taken from `proxyEnv` (HTTPS_PROXY, HTTP_PROXY, NO_PROXY). */
export function createLine(input: {
  baseUrl: string;
  proxyEnv?: Record<string, string | undefined> | undefined;
}): Line {
  const baseUrl = readBaseUrl(input.baseUrl);
  const options = {
    // A fresh connection for each call: on a kept one that the other side has just closed, a request may or may not have
    // been read, and that doubt is worth the price of a picture. A handshake is nothing beside ten seconds of drawing.
    keepAlive: false,
    ...(input.proxyEnv && { proxyEnv: input.proxyEnv }),
  };
  const agent = baseUrl.protocol === "https:" ? new HttpsAgent(options) : new HttpAgent(options);
  return { baseUrl, agent };
}

/** The address of a method under the provider's API; a path in front of it is kept. */
export function addressOf(line: Line, path: string): URL {
  const address = new URL(line.baseUrl);
  const [pathname = "", search = ""] = path.split("?");
  address.pathname = `${address.pathname.replace(/\/$/u, "")}${pathname}`;
  address.search = search;
  return address;
}

function readBaseUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw new CannotStart(
      "GEMINI_BASE_URL must be an address such as https://generativelanguage.googleapis.com.",
    );
  // People paste it with the version; the version is ours to add.
  url.pathname = url.pathname.replace(/(?:\/v1beta)?\/*$/u, "");
  url.search = "";
  url.hash = "";
  return url;
}
