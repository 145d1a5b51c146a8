import { loadEncryptionKey } from "@bunch/adapters/vault/encryption-key";
import { readKeyFileNow } from "@bunch/adapters/vault/key-file";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import type { Log } from "@bunch/core/ports/log";
import type { Config } from "../config.ts";

/** The vault, with the keys of the environment, or of the key file, where they may change while we run. */
export async function openVault(config: Config, log: Log) {
  const { encryptionKeyPrevious: previous } = config;
  const { key, formerKeys, file, warnings } = await loadEncryptionKey({
    dataDir: config.dataDir,
    mayGenerate: config.databaseUrl === undefined,
    ...(config.encryptionKey ? { fromEnvironment: config.encryptionKey } : {}),
    ...(previous ? { previousFromEnvironment: previous } : {}),
  });
  for (const warning of warnings) log.warn({}, warning);
  const former = [...formerKeys, ...(previous ? [previous] : [])];
  const vault = createKeyVault({
    encryptionKey: key,
    formerKeys: former,
    ...(file === null ? {} : { readAgain: () => readKeyFileNow(file) }),
  });
  return { vault, file, encryptionKey: key, formerKeys: former };
}
