import type { GoogleService } from "./google-service.ts";
import { isGoogleKey } from "./own-key.ts";

/** Where Vertex AI is asked by an API key; an access token needs the project and the location behind it. */
export const vertexBaseUrl = "https://aiplatform.googleapis.com";

const project = /\/v1(?:beta1)?\/projects\/[^/]+\/locations\/[^/]+(?=\/*$)/u;

/**
 * Vertex AI by an OAuth access token, under the project and the location that the address ends in, or by an API key
 * (express mode), which knows its project by itself.
 */
export function vertexService(baseUrl: string): GoogleService {
  const projectPath = project.exec(URL.parse(baseUrl)?.pathname ?? "")?.[0];
  return {
    address: {
      variable: "VERTEX_BASE_URL",
      example: `${vertexBaseUrl}/v1/projects/my-project/locations/global`,
      version: projectPath ?? "/v1",
    },
    pathOf({ called, apiKey }) {
      const model = `/publishers/google/models/${encodeURIComponent(called)}`;
      if (isGoogleKey(apiKey)) return { path: `/v1${model}` };
      if (projectPath !== undefined) return { path: `${projectPath}${model}` };
      return {
        unusable:
          "Nothing was sent: an access token is of use under a project alone. End VERTEX_BASE_URL in /v1/projects/…/locations/…, or give an API key.",
      };
    },
    keyHeaders: (apiKey) =>
      isGoogleKey(apiKey) ? { "x-goog-api-key": apiKey } : { authorization: `Bearer ${apiKey}` },
    words: {
      variable: "VERTEX_BASE_URL",
      badKey:
        "Vertex AI does not accept the key. An access token expires after about an hour: give a new one and resume.",
    },
  };
}

/** Whether a key surely is an access token of Google's. */
export function isGoogleToken(apiKey: string): boolean {
  return /^ya29\.[\w.-]{20,}$/u.test(apiKey);
}
