import { field, isJsonObject } from "../json-object.ts";
import { requestOf } from "../judge-call.ts";
import { RequestRefused } from "../read-request.ts";
import { unableToSubmit } from "./vertex-errors.ts";

/** Reads a body as strictly as Vertex: every content has a role, and files are Cloud Storage's; throws RequestRefused. */
export const vertexRequestOf: typeof requestOf = (provider, body, from, model, call) => {
  const contents = field(body, "contents");
  for (const content of Array.isArray(contents) ? contents : []) {
    if (!isJsonObject(content)) continue;
    const role = field(content, "role");
    if (role !== "user" && role !== "model") throw refusal("Please use a valid role: user, model.");
    const parts = field(content, "parts");
    for (const part of Array.isArray(parts) ? parts : []) {
      const file = isJsonObject(part) ? field(part, "fileData") : undefined;
      if (!isJsonObject(file)) continue;
      throw refusal(`the emulator keeps no files for Vertex: ${String(field(file, "fileUri"))}`);
    }
  }
  // All its versions know how to draw; of the Gemini API's only the newer one does.
  return requestOf(provider, body, { ...from, apiVersion: "v1beta" }, model, call);
};

function refusal(because: string): RequestRefused {
  return new RequestRefused(because, null, unableToSubmit(because));
}
