import type { IncomingMessage, ServerResponse } from "node:http";
import { answerOwnPath } from "./answer-own-path.ts";
import { answerBatchCreation, answerBatches } from "./batches/answer-batches.ts";
import { control } from "./control.ts";
import { errorScenarios } from "./error-scenarios.ts";
import { answerFiles } from "./files/answer-files.ts";
import { beginUpload, continueUpload } from "./files/answer-upload.ts";
import { downloadFile } from "./files/download-file.ts";
import { generateContent } from "./generate-content.ts";
import { htmlError } from "./google-errors.ts";
import { errorReply, sendJson } from "./json-reply.ts";
import type { JsonReply } from "./json-reply.ts";
import { answerJobs } from "./jobs/answer-jobs.ts";
import { listModels } from "./list-models.ts";
import { answerImages } from "./openai/answer-images.ts";
import { listImageModels } from "./openai/list-image-models.ts";
import { sendPage, sendScenarioList } from "./page/send-page.ts";
import type { Provider } from "./provider.ts";
import { readBody } from "./read-body.ts";
import { routeOf } from "./routes.ts";
import type { Route } from "./routes.ts";

const mostControlBytes = 10_000_000;

/** Sends one HTTP request where it belongs. */
export async function answerRequest(
  provider: Provider,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url =
    URL.parse(incoming.url ?? "/", `http://${incoming.headers.host ?? "localhost"}`) ??
    new URL("http://localhost/no-address");
  const route = routeOf(incoming.method ?? "GET", url);
  if (route.to === "queue")
    return await answerJobs(provider, route.route, url.origin, incoming, response);
  if (route.to === "own path") return await answerOwnPath(provider, route, incoming, response);
  const inHeader = incoming.headers["x-goog-api-key"];
  const inUrl = url.searchParams.get("key");
  const key = (typeof inHeader === "string" && inHeader !== "" ? inHeader : inUrl) || null;
  if (route.to === "generate") {
    const { apiVersion, model } = route;
    const address = { apiVersion, model, key, keyInUrl: inUrl !== null };
    return await generateContent(provider, address, incoming, response);
  }
  const bearer = /^Bearer (.+)$/iu.exec(incoming.headers.authorization ?? "")?.[1] ?? null;
  if (route.to === "images")
    return await answerImages(provider, { method: route.method, key: bearer }, incoming, response);
  if (route.to === "upload piece" || route.to === "upload" || route.to === "download")
    return await transferFile(provider, route, { url, key }, incoming, response);

  const most =
    route.to === "create batch" ? provider.options.largestInlineBatchBytes : mostControlBytes;
  const body = await readBody(incoming, most);
  if (!body.whole && body.because === "interrupted") return;
  const query = url.searchParams;
  switch (route.to) {
    case "models":
      // The one address that both have: OpenAI's keys come as bearer.
      if (bearer !== null && route.id === null)
        return sendJson(response, listImageModels(provider, bearer));
      return sendJson(response, listModels(provider, { key, id: route.id, query }));
    case "files": {
      provider.fileCalls += 1;
      const project = projectOrRefusal(provider, key);
      if (typeof project !== "string") return sendJson(response, project);
      return sendJson(response, answerFiles(provider, project, { ...route, query }));
    }
    case "create batch":
    case "batches": {
      provider.batchCalls += 1;
      const project = projectOrRefusal(provider, key);
      if (typeof project !== "string") return sendJson(response, project);
      if (route.to === "batches")
        return sendJson(response, await answerBatches(provider, project, { ...route, query }));
      const caller = {
        project,
        keyLastFour: key?.slice(-4) ?? "",
        apiVersion: route.apiVersion,
      };
      const reply = await answerBatchCreation(provider, caller, route.model, body);
      if (reply === "lost") return void response.socket?.resetAndDestroy();
      return sendJson(response, reply);
    }
    case "control":
      return sendJson(
        response,
        control(provider, route.method, route.verb, body.whole ? body.text : ""),
      );
    case "page":
      return sendPage(incoming, response, url.origin);
    case "scenario list":
      return sendScenarioList(response, url.origin);
    case "nowhere":
      return sendJson(
        response,
        errorReply(htmlError(404, "Not Found", "The requested URL was not found on this server.")),
      );
    default:
      return route satisfies never;
  }
}

async function transferFile(
  provider: Provider,
  route: Extract<Route, { to: "upload piece" | "upload" | "download" }>,
  { url, key }: { url: URL; key: string | null },
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  provider.fileCalls += 1;
  // The address of an upload is its own key.
  const project =
    route.to === "upload piece"
      ? (provider.nextOtherError() ?? "")
      : projectOrRefusal(provider, key);
  if (typeof project !== "string") {
    const rest = await readBody(incoming, 0);
    if (!rest.whole && rest.because === "interrupted") return;
    return sendJson(response, "kind" in project ? errorReply(project) : project);
  }
  if (route.to === "download")
    return await downloadFile(
      provider,
      project,
      { id: route.id, query: url.searchParams },
      incoming,
      response,
    );
  const reply =
    route.to === "upload"
      ? await beginUpload(provider, project, url.origin, incoming)
      : await continueUpload(provider, route.uploadId, incoming);
  if (reply) sendJson(response, reply);
}

/** Whose files and jobs a key opens, or why it opens none. */
function projectOrRefusal(provider: Provider, key: string | null): string | JsonReply {
  if (key === null) return errorReply(errorScenarios.unregistered.reply);
  if (!provider.keyIsGood(key)) return errorReply(errorScenarios.api_key_invalid.reply);
  const error = provider.nextOtherError();
  return error ? errorReply(error) : provider.projectOf(key);
}
