import { join } from "node:path";
import { DataFolderBusy, lockDataFolder } from "@bunch/adapters/embedded-postgres/data-folder-lock";
import { createPool } from "@bunch/adapters/postgres/pools";
import { companyOf, createSealedKeyPlaces } from "@bunch/adapters/postgres/sealed-key-places";
import { beginRotation, endRotation, keyFileAgeMs } from "@bunch/adapters/vault/key-file";
import { CannotStart } from "@bunch/core/cannot-start";
import type { RotatingVault } from "@bunch/core/ports/key-vault";
import type { Log } from "@bunch/core/ports/log";
import type { SealedKeyPlace } from "@bunch/core/ports/sealed-keys";
import { crashingRotation } from "../break-on-purpose.ts";
import type { Config } from "../config.ts";
import { openVault } from "./vault.ts";

/** What it takes to seal every stored key anew, on a pool that acts as app_rotation. One process at a time has it. */
export async function openRotation(
  config: Config,
  input: { connectionString: string; log: Log; signal: AbortSignal },
): Promise<{
  vault: RotatingVault;
  places: SealedKeyPlace[];
  company: () => ReturnType<typeof companyOf>;
  /** The file whose keys are rotated; null where the environment brings them. */
  file: {
    begin: () => Promise<void>;
    ageMs: () => Promise<number>;
    end: () => Promise<void>;
  } | null;
  close: () => Promise<void>;
}> {
  const { connectionString, log, signal } = input;
  const turn = await lockDataFolder({
    dataDir: join(config.dataDir, "rotation"),
    signal,
    waitMs: 0,
    describe: "npm run rotate-keys",
  }).catch((error: unknown) => {
    if (!(error instanceof DataFolderBusy)) throw error;
    throw new CannotStart("Another npm run rotate-keys is at work here. Wait until it has ended.");
  });
  const { vault, file } = await openVault(config, log).catch(async (error: unknown) => {
    await turn.release();
    throw error;
  });
  const pool = createPool({
    connectionString,
    role: "app_rotation",
    most: 1,
    isUnhurried: true,
    onError: (err) => log.warn({ err }, "A connection to the database broke."),
  });
  return {
    vault,
    places: crashingRotation(config, createSealedKeyPlaces(pool)),
    company: () => companyOf(pool),
    file:
      file === null
        ? null
        : {
            begin: () => beginRotation(file),
            ageMs: () => keyFileAgeMs(file),
            end: () => endRotation(file),
          },
    close: async () => {
      await pool.end();
      await turn.release();
    },
  };
}
