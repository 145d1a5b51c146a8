import type { IncomingMessage, ServerResponse } from "node:http";
import { control } from "./control.ts";
import { generateContent } from "./generate-content.ts";
import { htmlError } from "./google-errors.ts";
import { listModels } from "./list-models.ts";
import type { JsonReply } from "./list-models.ts";
import type { Provider } from "./provider.ts";
import { readBody } from "./read-body.ts";
import { scenarioPage } from "./scenario-page.ts";

const generatePath = /^\/(v1|v1beta)\/models\/([^/:]+):generateContent$/u;
const modelsPath = /^\/(?:v1|v1beta)\/models(?:\/([^/:]+))?$/u;
const mostControlBytes = 10_000_000;

/** Sends one HTTP request where it belongs. */
export async function answerRequest(
  provider: Provider,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "localhost"}`);
  const method = incoming.method ?? "GET";
  const inHeader = incoming.headers["x-goog-api-key"];
  const inUrl = url.searchParams.get("key");
  const key = (typeof inHeader === "string" && inHeader !== "" ? inHeader : inUrl) || null;

  const generate = generatePath.exec(url.pathname);
  if (generate && method === "POST") {
    const [, apiVersion = "", model = ""] = generate;
    const address = { apiVersion, model: decodeURIComponent(model), key, keyInUrl: inUrl !== null };
    return await generateContent(provider, address, incoming, response);
  }
  const body = await readBody(incoming, mostControlBytes);
  if (!body.whole && body.because === "interrupted") return;
  const models = modelsPath.exec(url.pathname);
  if (models && method === "GET") {
    const id = models[1] === undefined ? null : decodeURIComponent(models[1]);
    const pageSize = Number(url.searchParams.get("pageSize") ?? 50);
    const pageToken = url.searchParams.get("pageToken") ?? "";
    return sendJson(response, listModels(provider, { key, id, pageSize, pageToken }));
  }
  if (url.pathname.startsWith("/control/"))
    return sendJson(
      response,
      control(
        provider,
        method,
        url.pathname.slice("/control/".length),
        body.whole ? body.text : "",
      ),
    );
  if (url.pathname === "/" && method === "GET") {
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
    response.end(scenarioPage(url.origin));
    return;
  }
  const missing = htmlError(404, "Not Found", "The requested URL was not found on this server.");
  response.writeHead(404, { "content-type": "text/html; charset=UTF-8" });
  response.end(String(missing.body({ model: "", delaySeconds: 0, limit: 0 })));
}

function sendJson(response: ServerResponse, reply: JsonReply): void {
  response.writeHead(reply.status, { "content-type": "application/json; charset=UTF-8" });
  response.end(`${JSON.stringify(reply.body, null, 2)}\n`);
}
