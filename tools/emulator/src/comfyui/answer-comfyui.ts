import type { IncomingMessage, ServerResponse } from "node:http";
import { errorReply, sendJson } from "../json-reply.ts";
import { basicKeyOf, letsIn } from "../local-door.ts";
import type { Provider } from "../provider.ts";
import { readBody } from "../read-body.ts";
import type { PlannedError } from "../scenario.ts";
import { answerPrompt } from "./answer-prompt.ts";
import { gotInTrouble, keyRefused, serverText } from "./comfy-errors.ts";
import { historyEntry, queueItem } from "./comfy-job.ts";
import { sendFile } from "./send-file.ts";
import { systemStats } from "./system-stats.ts";
import { takeUpload } from "./take-upload.ts";

const methods: Readonly<Record<string, string>> = {
  "/prompt": "GET",
  "/queue": "GET",
  "/history": "GET",
  "/view": "GET",
  "/system_stats": "GET",
  "/upload/image": "POST",
};
const historyOf = /^\/history\/([^/]+)$/u;

/** Answers as ComfyUI does; each address also stands below `/api`. */
export async function answerComfyUi(
  provider: Provider,
  { path: asked, query }: { path: string; query: URLSearchParams },
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = asked.replace(/^\/api(?=\/)/u, "");
  const key = keyOf(incoming);
  if (path === "/prompt" && incoming.method === "POST")
    return await answerPrompt(provider, key, incoming, response);
  const body = await readBody(incoming, provider.options.largestRequestBytes);
  if (!body.whole && body.because === "interrupted") return;
  if (!letsIn(provider, key)) return sendError(response, keyRefused);
  const id = historyOf.exec(path)?.[1];
  const method = id === undefined ? methods[path] : "GET";
  if (method === undefined) return sendError(response, serverText(404, "Not Found"));
  if (method !== incoming.method) return sendError(response, serverText(405, "Method Not Allowed"));
  if (path === "/upload/image")
    return await takeUpload(provider, incoming.headers["content-type"] ?? "", body, response);
  if (path === "/view") return sendFile(provider, query, response);
  if (id !== undefined || path === "/queue") provider.jobPolls += 1;
  if (id !== undefined) {
    const job = provider.comfyui.find(id);
    if (job && job.failingPolls > 0) {
      job.failingPolls -= 1;
      return sendError(response, gotInTrouble);
    }
  }
  sendJson(response, { status: 200, body: told(provider, path, id ?? null) });
}

/** What can be asked without anything coming of it. */
function told({ comfyui }: Provider, path: string, id: string | null): unknown {
  const running = comfyui.running();
  const waiting = comfyui.waiting();
  if (path === "/queue")
    return { queue_running: running.map(queueItem), queue_pending: waiting.map(queueItem) };
  if (path === "/prompt")
    return { exec_info: { queue_remaining: running.length + waiting.length } };
  if (path === "/system_stats") return systemStats;
  const one = id === null ? null : comfyui.finishedOne(id);
  const finished = id === null ? comfyui.finished() : one ? [one] : [];
  return Object.fromEntries(finished.map((job) => [job.job.id, historyEntry(job)]));
}

/** ComfyUI has no keys; whoever puts a proxy before it mostly uses one of these. */
function keyOf(incoming: IncomingMessage): string | null {
  const bearer = /^Bearer (.+)$/iu.exec(incoming.headers.authorization ?? "")?.[1];
  const inHeader = incoming.headers["x-api-key"];
  return bearer ?? basicKeyOf(incoming) ?? (typeof inHeader === "string" ? inHeader : null);
}

function sendError(response: ServerResponse, error: PlannedError): void {
  const { status, body } = errorReply(error);
  const text = String(body);
  response.writeHead(status, {
    "content-type": text.startsWith("<") ? "text/html" : "text/plain; charset=utf-8",
  });
  response.end(text);
}
