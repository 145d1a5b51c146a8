import { loadCatalogue } from "@bunch/adapters/models/gemini/load-catalogue";
import { createImageModels } from "@bunch/adapters/models/registry";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createBell } from "@bunch/adapters/process/bell";
import { loadEncryptionKey } from "@bunch/adapters/vault/encryption-key";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import type { Log } from "@bunch/core/ports/log";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { readOverrides } from "../read-overrides.ts";
import { refuseUnknownDefault } from "../refuse-unknown-default.ts";

/** What API and worker have in common. */
export async function openCommon(config: Config, log: Log) {
  const encryption = await loadEncryptionKey({
    dataDir: config.dataDir,
    mayGenerate: config.databaseUrl === undefined,
    ...(config.encryptionKey ? { fromEnvironment: config.encryptionKey } : {}),
  });
  for (const warning of encryption.warnings) log.warn({}, warning);
  const models = createImageModels({
    gemini: {
      baseUrl: config.geminiBaseUrl,
      catalogue: loadCatalogue({
        overrides: await readOverrides(config),
        generationTimeoutMs: config.generationTimeoutMs,
      }),
      proxyEnv: process.env,
    },
  });
  refuseUnknownDefault(config, models);
  return {
    models,
    vault: createKeyVault({
      encryptionKey: encryption.key,
      ...(config.encryptionKeyPrevious ? { previousKey: config.encryptionKeyPrevious } : {}),
    }),
    objects: createDiskObjects({ folder: join(config.dataDir, "pictures") }),
    bell: createBell(),
    sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"),
  };
}

export type Common = Awaited<ReturnType<typeof openCommon>>;
