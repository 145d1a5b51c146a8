import { randomInt, randomUUID } from "node:crypto";
import type { ImageRequest } from "@bunch/core/ports/image-model";
import { type Ask, PrepareFailed, type Submission } from "../queued/queued-vendor.ts";
import type { ComfyUiEntry } from "./comfyui-entry.ts";
import { fillWorkflow } from "./fill-workflow.ts";
import { readWorkflow } from "./read-workflow.ts";
import { uploadReference } from "./upload-reference.ts";

/** Uploads the references and fills the workflow; its id is chosen here, so that it is known before anything is drawn. */
export async function submissionOf(input: {
  request: ImageRequest;
  entry: ComfyUiEntry;
  ask: Ask;
}): Promise<Submission> {
  const { request, entry, ask } = input;
  const known = readWorkflow(entry.workflow);
  if ("problem" in known) throw new PrepareFailed(known.problem);
  const references: string[] = [];
  for (const reference of request.references.slice(0, known.maxReferences))
    references.push(await uploadReference(reference, ask));
  // Servers take it in this form alone.
  const ticket = randomUUID();
  const prompt = fillWorkflow(known, {
    prompt: request.prompt,
    sides: entry.pixels[request.imageSize]?.[request.aspectRatio] ?? [1024, 1024],
    // The same workflow with the same seed would not be drawn again: the server gives out what it has.
    seed: request.seed ?? randomInt(2 ** 48 - 1),
    references,
  });
  const body = Buffer.from(JSON.stringify({ prompt, client_id: "bunch", prompt_id: ticket }));
  return {
    path: "/prompt",
    contentType: "application/json",
    body: { pieces: [body], contentLength: body.byteLength },
    ticket,
  };
}
