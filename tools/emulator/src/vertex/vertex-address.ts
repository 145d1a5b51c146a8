import type { IncomingMessage } from "node:http";

/** Where a call to Vertex came in: a model at its place, and what is wanted of it. */
export interface VertexAddress {
  version: string;
  project: string;
  /** The model's full name, its project and place included. */
  resource: string;
  model: string;
  verb: string | null;
}

// Without project and place it is the express mode.
const pattern =
  /^\/(v1|v1beta1)\/(?:projects\/([^/]+)\/locations\/([^/]+)\/)?publishers\/google\/models\/([^/:]+)(?::(\w+))?$/u;

/** Reads an address below `/vertex`; null where there is nothing. */
export function vertexAddressOf(path: string): VertexAddress | null {
  const [found, version = "", project = "express", location, model = "", verb = null] =
    pattern.exec(path) ?? [];
  if (found === undefined) return null;
  const place = location === undefined ? "" : `projects/${project}/locations/${location}/`;
  return {
    version,
    project,
    resource: `${place}publishers/google/models/${model}`,
    model,
    verb,
  };
}

/** What a caller shows: a token that expires, or a key. */
export interface Credential {
  key: string | null;
  by: "token" | "key";
  inUrl: boolean;
}

/** Reads what a caller shows; a token goes before a key. */
export function credentialOf(incoming: IncomingMessage, query: URLSearchParams): Credential {
  const token = /^Bearer (.+)$/iu.exec(incoming.headers.authorization ?? "")?.[1];
  if (token !== undefined) return { key: token, by: "token", inUrl: false };
  const inHeader = incoming.headers["x-goog-api-key"];
  if (typeof inHeader === "string" && inHeader !== "")
    return { key: inHeader, by: "key", inUrl: false };
  const inUrl = query.get("key");
  return { key: inUrl || null, by: "key", inUrl: inUrl !== null };
}
