import { randomUUID } from "node:crypto";
import type { Submission } from "@bunch/core/ports/execution-store";

/** A batch of two prompts as the API would hand it over, with what a test wants otherwise. */
export function makeSubmission(over: Partial<Submission> & { userId: string }): Submission {
  return {
    cameBy: { by: "local", ip: null },
    origin: null,
    workflowId: randomUUID(),
    executionId: randomUUID(),
    name: null,
    modelId: "simulator",
    settings: { aspectRatio: "1:1", imageSize: "1K", variations: 1, seed: null },
    redrawFiltered: false,
    onDoubt: "repay",
    prompts: ["a fox", "a bear"],
    rows: new Map(),
    references: [],
    sealedKey: null,
    estimate: { totalCost: 0.08, costPerImage: 0.04, imageCount: 2 },
    maxCostMicros: null,
    warnings: [],
    webhook: null,
    idempotency: null,
    set: null,
    ...over,
  };
}
