import { createArchiveStore } from "@bunch/adapters/postgres/archive-store";
import { createAuditTrail } from "@bunch/adapters/postgres/audit-trail";
import { createExecutionRemover } from "@bunch/adapters/postgres/execution-remover";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createExecutionViews } from "@bunch/adapters/postgres/execution-views";
import { createGalleryStore } from "@bunch/adapters/postgres/gallery-store";
import { createOpenWork } from "@bunch/adapters/postgres/open-work";
import { createLimitsBook } from "@bunch/adapters/postgres/limits-book";
import { createPeople } from "@bunch/adapters/postgres/people";
import type { Pool } from "@bunch/adapters/postgres/pools";
import { createProviderKeyStore } from "@bunch/adapters/postgres/provider-key-store";
import { createTokenStore } from "@bunch/adapters/postgres/token-store";
import { createWorkflowStore } from "@bunch/adapters/postgres/workflow-store";
import type { Filled } from "./fill-database.ts";

/** All that the API asks a database with, on one pool. A new store goes here, and what is asked of it below. */
export function openStores(pool: Pool) {
  return {
    views: createExecutionViews(pool),
    gallery: createGalleryStore(pool),
    archives: createArchiveStore(pool),
    executions: createExecutionStore(pool),
    remover: createExecutionRemover(pool),
    workflows: createWorkflowStore(pool),
    tokens: createTokenStore(pool),
    keys: createProviderKeyStore(pool),
    audit: createAuditTrail(pool),
    people: createPeople(pool),
    limits: createLimitsBook(pool),
    openWork: createOpenWork(pool),
  };
}

/** Something that a client can make the API ask, again and again. */
export type ClientQuery = {
  name: string;
  ask: (stores: ReturnType<typeof openStores>, filled: Filled, pool: Pool) => Promise<unknown>;
};
