import { readFileSync } from "node:fs";
import { readWorkflow } from "./read-workflow.ts";
import type { KnownWorkflow } from "./read-workflow.ts";
import type { Workflow } from "./workflow.ts";

/** Workflows as ComfyUI exports them, by name. */
export const workflows = JSON.parse(
  readFileSync(new URL("fixtures/workflows.json", import.meta.url), "utf8"),
) as Record<"plain" | "guided" | "two passes" | "edit" | "written", Workflow>;

/** Reads a workflow that lacks nothing. */
export function known(name: keyof typeof workflows): KnownWorkflow {
  const read = readWorkflow(workflows[name]);
  if ("problem" in read) throw new Error(read.problem);
  return read;
}
