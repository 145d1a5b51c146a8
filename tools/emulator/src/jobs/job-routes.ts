import type { JobVendorName } from "./job.ts";
import type { JobQuestion } from "./job-vendor.ts";

/** Where a request to a vendor with a queue goes. */
export type JobRoute =
  | { to: "submit job"; vendor: JobVendorName; model: string }
  | { to: "job"; vendor: JobVendorName; id: string; question: JobQuestion | "cancel" }
  | { to: "picture"; vendor: JobVendorName; id: string; index: number }
  | { to: "begin fal upload" }
  | { to: "fal upload"; method: "GET" | "PUT" }
  | { to: "replicate files"; method: string; id: string | null }
  | { to: "account"; vendor: "replicate" | "bfl" };

const falJob = /^\/fal\/[^/]+\/[^/]+\/requests\/([^/]+)(\/status|\/response|\/cancel)?$/u;
const falModel = /^\/fal\/([^/]+\/[^/]+(?:\/[^/]+)*)$/u;
const falPicture = /^\/fal\/files\/([^/]+)\/(\d+)\.\w+$/u;
const falUpload = /^\/fal\/uploads\/[^/]+$/u;
const replicateModel = /^\/replicate\/v1\/models\/([^/]+\/[^/]+)\/predictions$/u;
const replicateJob = /^\/replicate\/v1\/predictions\/([^/]+)(\/cancel)?$/u;
const replicatePicture = /^\/replicate\/pbxt\/([^/]+)\/out-(\d+)\.\w+$/u;
const replicateFiles = /^\/replicate\/v1\/files(?:\/([^/]+))?$/u;
const bflPicture = /^\/bfl\/delivery\/results\/([^/]+)\/sample-(\d+)\.\w+$/u;
const bflModel = /^\/bfl\/v1\/([^/]+)$/u;

/** Reads an address below `/fal`, `/replicate` and `/bfl`; null for any other, and for what is not there. */
export function jobRouteOf(method: string, { pathname: path, searchParams }: URL): JobRoute | null {
  if (path.startsWith("/fal/")) return falRoute(method, path);
  if (path.startsWith("/replicate/")) return replicateRoute(method, path);
  return path.startsWith("/bfl/") ? bflRoute(method, path, searchParams) : null;
}

function falRoute(method: string, path: string): JobRoute | null {
  if (method === "POST" && path === "/fal/storage/upload/initiate")
    return { to: "begin fal upload" };
  if (falUpload.test(path))
    return method === "GET" || method === "PUT" ? { to: "fal upload", method } : null;
  const picture = method === "GET" ? falPicture.exec(path) : null;
  if (picture) return pictureRoute("fal", picture);
  const [, id, what] = falJob.exec(path) ?? [];
  if (id !== undefined) {
    if (what === "/cancel")
      return method === "PUT" ? { to: "job", vendor: "fal", id, question: "cancel" } : null;
    const question = what === "/status" ? "status" : "result";
    return method === "GET" ? { to: "job", vendor: "fal", id, question } : null;
  }
  const model = falModel.exec(path)?.[1];
  return method === "POST" && model !== undefined
    ? { to: "submit job", vendor: "fal", model }
    : null;
}

function replicateRoute(method: string, path: string): JobRoute | null {
  if (method === "GET" && path === "/replicate/v1/account")
    return { to: "account", vendor: "replicate" };
  const files = replicateFiles.exec(path);
  if (files) return { to: "replicate files", method, id: files[1] ?? null };
  const picture = method === "GET" ? replicatePicture.exec(path) : null;
  if (picture) return pictureRoute("replicate", picture);
  const [, id, cancels] = replicateJob.exec(path) ?? [];
  if (id !== undefined && method === (cancels === undefined ? "GET" : "POST")) {
    const question = cancels === undefined ? "result" : "cancel";
    return { to: "job", vendor: "replicate", id, question };
  }
  const model = replicateModel.exec(path)?.[1];
  return method === "POST" && model !== undefined
    ? { to: "submit job", vendor: "replicate", model }
    : null;
}

function bflRoute(method: string, path: string, query: URLSearchParams): JobRoute | null {
  if (method === "GET") {
    if (path === "/bfl/v1/credits") return { to: "account", vendor: "bfl" };
    if (path === "/bfl/v1/get_result")
      return { to: "job", vendor: "bfl", id: query.get("id") ?? "", question: "result" };
    const picture = bflPicture.exec(path);
    return picture ? pictureRoute("bfl", picture) : null;
  }
  const model = bflModel.exec(path)?.[1];
  return method === "POST" && model !== undefined
    ? { to: "submit job", vendor: "bfl", model }
    : null;
}

function pictureRoute(vendor: JobVendorName, found: RegExpExecArray): JobRoute {
  const [, id = "", index] = found;
  return { to: "picture", vendor, id, index: Number(index) };
}
