import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { StoredReference } from "@bunch/core/ports/execution-store";
import type { SealedKey } from "@bunch/core/ports/key-vault";
import type { WorkflowStore } from "@bunch/core/ports/workflow-store";
import { writeForPerson } from "./as-person.ts";
import type { Pool } from "./pools.ts";
import { type KeptRow, rowsOf } from "./kept-rows.ts";
import { replaceKey } from "./replace-key.ts";
import { writeRuns } from "./write-runs.ts";

type WorkflowRow = {
  id: string;
  name: string | null;
  prompts: string[];
  rows: KeptRow[] | null;
  config: {
    model: string;
    aspect_ratio: string;
    image_size: string;
    variations: number;
    seed?: number;
    redraw_filtered: boolean;
    on_doubt?: DoubtPolicy;
    reference_images: StoredReference[];
    api_key_encrypted: SealedKey | null;
  };
};

/** Workflows in PostgreSQL, for the person who asks. */
export function createWorkflowStore(pool: Pool): WorkflowStore {
  return {
    // As app_api: a sealed key goes out to nobody else.
    find: ({ userId, workflowId }) =>
      writeForPerson(pool, userId, async (connection) => {
        const found = await connection.query<WorkflowRow>(
          "select id, name, prompts, rows, config from workflows where id = $1 and user_id = $2",
          [workflowId, userId],
        );
        const row = found.rows[0];
        if (!row) return null;
        const { config } = row;
        return {
          id: row.id,
          name: row.name,
          prompts: row.prompts,
          rows: rowsOf(row.rows),
          modelId: config.model,
          settings: {
            aspectRatio: config.aspect_ratio,
            imageSize: config.image_size,
            variations: config.variations,
            seed: config.seed ?? null,
          },
          redrawFiltered: config.redraw_filtered,
          onDoubt: config.on_doubt ?? null,
          references: config.reference_images,
          sealedKey: config.api_key_encrypted,
        };
      }),

    runAgain: (run) =>
      writeForPerson(pool, run, async (connection) => {
        const held = await connection.query(
          "select from workflows where id = $1 and user_id = $2 for key share",
          [run.workflowId, run.userId],
        );
        if (held.rowCount === 0) return { is: "no_workflow" };
        const { newKey } = run;
        return writeRuns(
          connection,
          { runs: [run], setId: null },
          {
            after: async () => {
              if (newKey) await replaceKey(connection, run.workflowId, newKey);
            },
          },
        );
      }),
  };
}
