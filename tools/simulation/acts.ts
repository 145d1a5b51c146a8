import type { Database } from "./database.ts";
import { createDispatchStore, type DispatchActs } from "./dispatch-store.ts";
import { createLedger, type LedgerActs } from "./ledger.ts";
import type { PictureStore } from "./object-store.ts";
import { createRecoveryStore, type RecoveryActs } from "./recovery-store.ts";
import { createWorkerRegistry, type RegistryActs } from "./worker-registry.ts";

/** What all processes share behind their doors; a planted bug or a watch puts itself in front of it. */
export type Acts = {
  ledger: LedgerActs;
  dispatch: DispatchActs;
  recovery: RecoveryActs;
  registry: RegistryActs;
  objects: { put: (path: string, bytes: Uint8Array) => void };
};

/** The acts as they should be. */
export function createActs(database: Database, store: PictureStore): Acts {
  return {
    ledger: createLedger(database),
    dispatch: createDispatchStore(database),
    recovery: createRecoveryStore(database),
    registry: createWorkerRegistry(database),
    objects: { put: (path, bytes) => store.put(path, bytes) },
  };
}
