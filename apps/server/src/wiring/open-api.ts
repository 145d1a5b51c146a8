import { createPictureInspector } from "@bunch/adapters/pictures/picture-inspector";
import { createExecutionRemover } from "@bunch/adapters/postgres/execution-remover";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createExecutionViews } from "@bunch/adapters/postgres/execution-views";
import { missingMigrations } from "@bunch/adapters/postgres/migrate";
import { createOpenWork } from "@bunch/adapters/postgres/open-work";
import { createPeople } from "@bunch/adapters/postgres/people";
import { type Pool, createPool } from "@bunch/adapters/postgres/pools";
import { createWorkflowStore } from "@bunch/adapters/postgres/workflow-store";
import { createSupabaseSignIn } from "@bunch/adapters/sign-in/supabase-tokens";
import type { AgainDoors } from "@bunch/core/flow/run-workflow-again";
import type { ExecutionViews, SequenceWatch } from "@bunch/core/ports/execution-views";
import type { Log } from "@bunch/core/ports/log";
import type { OpenWork } from "@bunch/core/ports/open-work";
import type { People } from "@bunch/core/ports/people";
import type { SignIn } from "@bunch/core/ports/sign-in";
import { randomUUID } from "node:crypto";
import { crashingSubmission } from "../break-on-purpose.ts";
import type { Config } from "../config.ts";
import type { Common } from "./open-common.ts";

/** The doors of the API, on a pool that acts as app_api. */
export function openApi(
  config: Config,
  input: { common: Common; connectionString: string; log: Log },
): {
  doors: AgainDoors;
  views: ExecutionViews & SequenceWatch;
  openWork: OpenWork;
  people: People;
  /** Null where there is one local user. */
  signIn: SignIn | null;
  /** What is missing before requests can be answered; empty when all is well. */
  missing: () => Promise<string[]>;
  close: () => Promise<void>;
} {
  const pool = createPool({
    connectionString: config.databaseUrlApi ?? input.connectionString,
    role: config.databaseUrlApi ? null : "app_api",
    most: 10,
    onError: (err) => input.log.warn({ err }, "A connection to the database broke."),
  });
  const { connectionString } = input;
  const owner = createPool({ connectionString, role: null, most: 1, onError: () => {} });
  return {
    doors: {
      ...input.common,
      // Its own: what people upload must never keep the picture of a paid call waiting.
      pictures: createPictureInspector({ log: input.log }),
      executions: crashingSubmission(config, createExecutionStore(pool)),
      remover: createExecutionRemover(pool),
      workflows: createWorkflowStore(pool),
      newId: randomUUID,
    },
    views: createExecutionViews(pool),
    openWork: createOpenWork(pool),
    people: createPeople(pool),
    signIn: config.supabase ? createSupabaseSignIn(config.supabase) : null,
    missing: () => missingOf(owner),
    close: async () => {
      await Promise.all([pool.end(), owner.end()]);
    },
  };
}

async function missingOf(owner: Pool): Promise<string[]> {
  try {
    return (await missingMigrations(owner)).map((file) => `migration ${file}`);
  } catch {
    return ["database"];
  }
}
