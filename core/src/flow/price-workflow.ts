import type { ImageModels } from "../ports/image-model.ts";
import type { Workflow, WorkflowStore } from "../ports/workflow-store.ts";
import { Problem } from "../problem.ts";
import { entriesOf } from "../prompts/own-settings.ts";
import { type Limits, priceWish } from "./price-wish.ts";

/** Finds a workflow and prices another run of it by today's catalogue: prices and models may have changed since. */
export async function priceWorkflow(
  doors: { workflows: WorkflowStore; models: ImageModels },
  input: { userId: string; workflowId: string; limits: Limits; missing?: readonly string[] },
): Promise<{ workflow: Workflow; priced: ReturnType<typeof priceWish> }> {
  const { userId, workflowId, limits } = input;
  const workflow = await doors.workflows.find({ userId, workflowId });
  if (!workflow) throw noSuchWorkflow();
  const { modelId: model, references, settings } = workflow;
  const prompts = entriesOf(workflow.prompts, workflow.rows);
  try {
    const priced = priceWish(doors.models, {
      wish: { prompts, model, ...settings },
      defaultModel: undefined,
      referenceCount: references.length,
      limits,
      missing: input.missing ?? [],
    });
    return { workflow, priced };
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    // What the refusal asks for cannot be given beside workflow_id.
    throw new Problem(
      cause.code,
      `This workflow cannot be run again as it is. ${cause.message} Send its prompts and settings as a new batch.`,
      { ...cause.details, field: "workflow_id" },
    );
  }
}

/** The one answer for unknown workflows and for those of others. */
export function noSuchWorkflow(): Problem {
  return new Problem(
    "not_found",
    "There is no such workflow. It goes with the last of its batches; send the prompts and settings as a new batch.",
    { field: "workflow_id" },
  );
}
