import { jobRouteOf } from "./jobs/job-routes.ts";
import type { JobRoute } from "./jobs/job-routes.ts";
import { ownPathOf } from "./own-path.ts";
import type { OwnPathRoute } from "./own-path.ts";

/** Where a request goes. */
export type Route =
  | { to: "queue"; route: JobRoute }
  | OwnPathRoute
  | { to: "generate"; apiVersion: string; model: string }
  | { to: "models"; id: string | null }
  | { to: "images"; method: "generations" | "edits" }
  | { to: "upload" }
  | { to: "upload piece"; uploadId: string }
  | { to: "files"; method: "GET" | "DELETE"; id: string | null }
  | { to: "download"; id: string }
  | { to: "create batch"; apiVersion: string; model: string }
  | { to: "batches"; verb: "list" | "get" | "cancel" | "delete"; id: string | null }
  | { to: "control"; method: string; verb: string }
  | { to: "page" }
  | { to: "scenario list" }
  | { to: "nowhere" };

const modelCall = /^\/(v1|v1beta)\/models\/([^/:]+):(generateContent|batchGenerateContent)$/u;
const models = /^\/(?:v1|v1beta)\/models(?:\/([^/:]+))?$/u;
const images = /^\/v1\/images\/(generations|edits)$/u;
const upload = /^\/upload\/v1(?:beta)?\/files$/u;
const download = /^(?:\/download)?\/v1(?:beta)?\/files\/([^/:]+):download$/u;
const files = /^\/v1(?:beta)?\/files(?:\/([^/:]+))?$/u;
const batches = /^\/v1(?:beta)?\/batches(?:\/([^/:]+))?(:cancel)?$/u;

/** Reads a request's address. */
export function routeOf(method: string, url: URL): Route {
  const { pathname: path, searchParams } = url;
  const route = jobRouteOf(method, url);
  if (route) return { to: "queue", route };
  const own = ownPathOf(url);
  if (own) return own;
  const call = modelCall.exec(path);
  if (call && method === "POST") {
    const [, apiVersion = "", model = "", verb] = call;
    const to = verb === "generateContent" ? "generate" : "create batch";
    return { to, apiVersion, model: decoded(model) };
  }
  const drawn = images.exec(path)?.[1];
  if (drawn && method === "POST")
    return { to: "images", method: drawn === "edits" ? "edits" : "generations" };
  if (method === "POST" && upload.test(path)) {
    const uploadId = searchParams.get("upload_id");
    return uploadId === null ? { to: "upload" } : { to: "upload piece", uploadId };
  }
  if (method === "PUT" && upload.test(path) && searchParams.has("upload_id"))
    return { to: "upload piece", uploadId: searchParams.get("upload_id") ?? "" };
  const batch = batches.exec(path);
  if (batch) return batchRoute(method, batch[1] ?? null, batch[2] !== undefined);
  const file = files.exec(path);
  if (file && (method === "GET" || (method === "DELETE" && file[1] !== undefined)))
    return { to: "files", method, id: file[1] ?? null };
  if (path.startsWith("/control/"))
    return { to: "control", method, verb: path.slice("/control/".length) };
  if (method !== "GET") return { to: "nowhere" };
  const loaded = download.exec(path)?.[1];
  if (loaded !== undefined) return { to: "download", id: loaded };
  const listed = models.exec(path);
  if (listed) return { to: "models", id: listed[1] === undefined ? null : decoded(listed[1]) };
  if (path === "/scenarios.txt") return { to: "scenario list" };
  return path === "/" ? { to: "page" } : { to: "nowhere" };
}

function batchRoute(method: string, id: string | null, cancels: boolean): Route {
  if (id === null)
    return method === "GET" ? { to: "batches", verb: "list", id } : { to: "nowhere" };
  if (cancels) return method === "POST" ? { to: "batches", verb: "cancel", id } : { to: "nowhere" };
  if (method === "GET") return { to: "batches", verb: "get", id };
  return method === "DELETE" ? { to: "batches", verb: "delete", id } : { to: "nowhere" };
}

/** What is no valid escape stands for itself: no model is called so. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
