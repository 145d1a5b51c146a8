import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Workflow } from "./workflow.ts";

/** A catalogue entry that stands for one workflow of the user's. */
export type ComfyUiEntry = CatalogueEntry & {
  workflow: Workflow;
};
