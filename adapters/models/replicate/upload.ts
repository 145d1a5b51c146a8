import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import { recordOf } from "../http/json-shape.ts";
import { multipart } from "../http/multipart.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import { type Ask, PrepareFailed } from "../queued/queued-vendor.ts";

/**
 * Puts a reference where Replicate's models can fetch it for a day, which is free. Its answers repeat what a prediction was
 * given: large pictures in them would come back with each.
 */
export async function uploadReference(ask: Ask, reference: ReferenceBytes): Promise<string> {
  const form = multipart([{ name: "content", reference, fileName: "reference" }]);
  const reply = await ask({ method: "POST", path: "/v1/files", ...form });
  if (reply.status === null)
    throw new PrepareFailed(`A reference could not be uploaded: ${reply.message}`);
  const address = recordOf(recordOf(parsedJson(reply.text))["urls"])["get"];
  if (reply.status < 200 || reply.status >= 300 || typeof address !== "string")
    throw new PrepareFailed(
      `A reference could not be uploaded (${reply.status}).`,
      isRefusal(reply.status) ? reply : null,
    );
  return address;
}

/** The key, the credit, a limit or the picture itself, which another try would not change by itself; not trouble that passes. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}
