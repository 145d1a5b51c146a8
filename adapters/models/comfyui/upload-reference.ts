import { createHash } from "node:crypto";
import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import { recordOf } from "../http/json-shape.ts";
import { multipart } from "../http/multipart.ts";
import { sentenceWith } from "../http/own-words.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import { type Ask, PrepareFailed } from "../queued/queued-vendor.ts";
import { plainWords } from "../queued/readings.ts";

/** Puts a reference where the server's workflows find it, and tells its name there; throws PrepareFailed. */
export async function uploadReference(reference: ReferenceBytes, ask: Ask): Promise<string> {
  // Called after what is in it, so that a batch uploads one file a thousand times, not a thousand.
  const name = createHash("sha256").update(reference.bytes).digest("hex").slice(0, 32);
  const form = multipart([
    { name: "image", reference, fileName: `bunch-${name}` },
    { name: "overwrite", value: "true" },
  ]);
  const reply = await ask({ method: "POST", path: "/upload/image", ...form });
  if (reply.status === null) throw new PrepareFailed(reply.message);
  const { name: there, subfolder } = recordOf(parsedJson(reply.text));
  if (reply.status === 200 && typeof there === "string" && there !== "")
    return typeof subfolder === "string" && subfolder !== "" ? `${subfolder}/${there}` : there;
  throw new PrepareFailed(
    sentenceWith(
      `Nothing was sent: ComfyUI does not take the reference (${reply.status}).`,
      plainWords(reply.text),
    ),
  );
}
