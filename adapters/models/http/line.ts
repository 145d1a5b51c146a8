import { CannotStart } from "@bunch/core/cannot-start";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

/** The way to the provider: its address, and how to connect. */
export type Line = { baseUrl: URL; agent: HttpAgent };

/** What an address is called where people set it, one that is right, and the version that its API's paths begin with. */
export type LineSetting = { variable: string; example: string; version: string };

/** Prepares the way; throws a sentence on an address that is none. Proxies are taken from `proxyEnv` (HTTPS_PROXY, HTTP_PROXY, NO_PROXY). */
export function createLine(input: {
  baseUrl: string;
  setting: LineSetting;
  proxyEnv?: Record<string, string | undefined> | undefined;
}): Line {
  const baseUrl = readBaseUrl(input.baseUrl, input.setting);
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

function readBaseUrl(text: string, { variable, example, version }: LineSetting): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw new CannotStart(`${variable} must be an address such as ${example}.`);
  // People paste it with the version; the version is ours to add.
  const path = url.pathname.replace(/\/+$/u, "");
  const hasVersion = version !== "" && path.endsWith(version);
  url.pathname = hasVersion ? path.slice(0, -version.length) : path;
  url.search = "";
  url.hash = "";
  return url;
}
