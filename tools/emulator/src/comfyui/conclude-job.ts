import type { CallRecord } from "../bill.ts";
import type { JsonObject } from "../json-object.ts";
import type { Verdict } from "../judge-call.ts";
import { billsAmbiguous } from "../perform-work.ts";
import { plannedPictures } from "../planned-pictures.ts";
import type { PlannedPicture } from "../planned-pictures.ts";
import type { Provider } from "../provider.ts";
import type { PlannedAnswer } from "../scenario.ts";
import type { ComfyDrawing } from "./comfy-drawing.ts";
import type { ComfyOutcome, SavedFile } from "./comfy-job.ts";
import type { SavedBytes } from "./comfy-store.ts";
import type { GraphNode } from "./graph.ts";
import { checkedClasses } from "./node-classes.ts";

const drawnInVain: PlannedAnswer = { kind: "answer", parts: [{ picture: "final" }] };

/** Does a job's work and puts it on the bill, once, whoever still asks. */
export function concludeJob(
  provider: Provider,
  drawing: ComfyDrawing,
  { reply, step, ambiguous }: Verdict<ComfyDrawing>,
  call: CallRecord,
): ComfyOutcome {
  const { options, comfyui } = provider;
  const { request, outputs } = drawing;
  call.done = true;
  call.finishedAt = new Date().toISOString();
  call.billed = step.billed ?? false;
  if (request.unreadable) return failed(request.unreadable, cannotOpen(call));
  if (step.name === "job_failed") return failed(request.sampler, outOfMemory);
  if (step.name === "job_cancelled") return interrupted(request.sampler);
  // There is no filter: nothing saved is what comes nearest.
  if (step.name === "job_moderated") return { is: "drawn", outputs: {} };
  const plan = reply.kind === "answer" ? reply : drawnInVain;
  const pictures = plannedPictures(plan, { ...request, id: call.id, step }, options);
  if (pictures.length > 0)
    call.billed = step.billed ?? (!ambiguous || billsAmbiguous(step.name, options));
  call.imageSha256 = pictures.filter(({ torn }) => !torn).map(({ bytes }) => bytes.sha256());
  call.modelVersion = call.model;
  const kept = pictures.map((one) => (step.name === "picture_404" ? null : fileOf(one)));
  const saved = outputs.map((id): [string, { images: SavedFile[] }] => {
    const node = drawing.graph.get(id);
    const type = checkedClasses[node?.classType ?? ""]?.saves ?? "output";
    const prefix = type === "temp" ? "ComfyUI_temp_emula" : String(node?.inputs["filename_prefix"]);
    return [id, { images: kept.map((file) => comfyui.save(prefix, type, file)) }];
  });
  return { is: "drawn", outputs: pictures.length > 0 ? Object.fromEntries(saved) : {} };
}

/** There is no base64 to break: a torn file ends in the middle instead. */
function fileOf({ bytes, torn }: PlannedPicture): SavedBytes {
  if (!torn) return { mimeType: "image/png", bytes: () => bytes.whole() };
  const whole = bytes.whole();
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  return { mimeType: "image/png", bytes: () => half };
}

const outOfMemory = {
  exception_message:
    "Allocation on device \nThis error means you ran out of memory on your GPU.\n\nTIPS: If the workflow worked before you " +
    "might have accidentally set the batch_size to a large number.",
  exception_type: "torch.OutOfMemoryError",
};

function cannotOpen({ id }: CallRecord): JsonObject {
  return {
    exception_message: `cannot identify image file '/comfyui/input/${id}'\n`,
    exception_type: "PIL.UnidentifiedImageError",
  };
}

function failed(node: GraphNode | null, exception: JsonObject): ComfyOutcome {
  const more = { traceback: [], current_inputs: {}, current_outputs: [] };
  return { is: "failed", event: "execution_error", told: { ...at(node), ...exception, ...more } };
}

function interrupted(node: GraphNode | null): ComfyOutcome {
  return { is: "failed", event: "execution_interrupted", told: at(node) };
}

function at(node: GraphNode | null): JsonObject {
  return { node_id: node?.id ?? "", node_type: node?.classType ?? "", executed: [] };
}
