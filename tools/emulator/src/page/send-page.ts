import type { IncomingMessage, ServerResponse } from "node:http";
import { scenarioPage } from "../scenario-page.ts";

/** Sends the emulator's own page: to a browser the live one, to anything else the list of scenarios as text. */
export function sendPage(incoming: IncomingMessage, response: ServerResponse, url: string): void {
  void incoming;
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  response.end(scenarioPage(url));
}
