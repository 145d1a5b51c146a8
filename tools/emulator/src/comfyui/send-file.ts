import type { ServerResponse } from "node:http";
import type { Provider } from "../provider.ts";
import { pathOf } from "./input-pictures.ts";

/** Answers `GET /view`: the bytes of a file, as often as it is asked for. */
export function sendFile(
  provider: Provider,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  provider.pictureDownloads += 1;
  const [name, subfolder] = [query.get("filename") ?? "", query.get("subfolder") ?? ""];
  const type = query.get("type") ?? "output";
  const path = pathOf(name, subfolder);
  const escapes = name.startsWith("/") || path.includes("..");
  const known = ["input", "output", "temp"].includes(type);
  if (query.has("filename") && (name === "" || escapes || !known))
    return void response.writeHead(400).end();
  const input = type === "input" ? provider.comfyui.inputs.find(path) : null;
  const file = provider.comfyui.saved(type, path);
  const bytes = input?.bytes ?? file?.bytes();
  if (!bytes) return void response.writeHead(404).end();
  response.writeHead(200, {
    "content-type": input?.mimeType ?? file?.mimeType ?? "application/octet-stream",
    "content-length": String(bytes.length),
    "content-disposition": `filename="${name.replaceAll(/["\\]/gu, "")}"`,
    "x-content-type-options": "nosniff",
  });
  if (!provider.nextDownloadIsCut()) return void response.end(bytes);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.end());
}
