import { createHash, randomBytes } from "node:crypto";
import { timestamp } from "../clock.ts";
import { errorOf } from "../jobs/job-vendor.ts";
import type { StoredReference } from "../jobs/reference-store.ts";
import type { JsonReply } from "../json-reply.ts";
import type { Provider } from "../provider.ts";
import type { ReceivedBody } from "../read-body.ts";
import { replicateErrors, replicateNotFound, wrongReplicateField } from "./replicate-errors.ts";

const lifeMs = 86_400_000;

/** Answers `v1/files`: takes a picture that predictions can name by its address, describes one, forgets one. */
export async function answerReplicateFiles(
  provider: Provider,
  asked: { method: string; id: string | null; key: string | null; base: string },
  contentType: string,
  body: ReceivedBody,
): Promise<JsonReply> {
  provider.fileCalls += 1;
  const { method, key, base } = asked;
  if (key === null) return errorOf(replicateErrors.unregistered);
  if (!provider.keyIsGood(key)) return errorOf(replicateErrors.api_key_invalid);
  if (asked.id === null) {
    if (method !== "POST" || !body.whole) return errorOf(replicateNotFound);
    const file = await contentOf(contentType, body.bytes);
    if (!file) return errorOf(wrongReplicateField({ field: "content", problem: "missing" }));
    const id = randomBytes(20).toString("base64url");
    const stored: StoredReference = {
      mimeType: file.type,
      name: file.name,
      bytes: Buffer.from(await file.arrayBuffer()),
      createdMs: provider.clock.nowMs(),
    };
    provider.references.keep(pathOf(id), stored);
    return { status: 201, body: described(id, stored, base) };
  }
  const stored = provider.references.find(pathOf(asked.id));
  if (!stored) return errorOf(replicateNotFound);
  if (method === "GET") return { status: 200, body: described(asked.id, stored, base) };
  if (method !== "DELETE") return errorOf(replicateNotFound);
  provider.references.delete(pathOf(asked.id));
  return { status: 200, body: {} };
}

const pathOf = (id: string): string => `/replicate/v1/files/${id}`;

async function contentOf(contentType: string, bytes: Buffer): Promise<File | null> {
  const headers = { "content-type": contentType };
  const form = await new Response(new Uint8Array(bytes), { headers }).formData().catch(() => null);
  const content = form?.get("content");
  return content instanceof File ? content : null;
}

function described(
  id: string,
  { mimeType, name, bytes, createdMs }: StoredReference,
  base: string,
) {
  return {
    id,
    name,
    content_type: mimeType,
    size: bytes.length,
    checksums: { sha256: createHash("sha256").update(bytes).digest("hex") },
    metadata: {},
    created_at: timestamp(createdMs),
    expires_at: timestamp(createdMs + lifeMs),
    urls: { get: `${base}/v1/files/${id}` },
  };
}
