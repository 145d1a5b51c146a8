import { CannotStart } from "@bunch/core/cannot-start";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { type Rotated, rotateStoredKeys } from "../rotate-stored-keys.ts";
import { openDatabase } from "../wiring/database.ts";
import { openRotation } from "../wiring/rotation.ts";
import { begin } from "./begin.ts";

/** A request has ten seconds to get a connection; twice that is time enough to begin its transaction. */
const settleMs = 20_000;

/** `npm run rotate-keys`: every stored API key sealed anew under a new ENCRYPTION_KEY, while servers and workers run. */
await begin(
  async (begun, opened) => {
    const { config, end } = begun;
    if (!config.databaseUrl && !existsSync(join(config.dataDir, "postgres")))
      throw new CannotStart(
        `There is nothing to rotate: ${config.dataDir} holds no database. Set DATA_DIR to the folder that your server uses.`,
      );
    const { log } = begun.logFor("server");
    const database = await openDatabase(config, log, end.stop);
    opened.defer(() => database.stop());
    const { connectionString } = database;
    const rotation = await openRotation(config, { connectionString, log, signal: end.stop });
    opened.defer(() => rotation.close());
    const rotated = await rotateStoredKeys(rotation, { settleMs, say, signal: end.stop });
    for (const sentence of sentencesOf(rotated, config)) say(sentence);
  },
  "serve",
  "The keys were not rotated, or not all of them. Everything that opened still opens; run it again.",
);

function sentencesOf({ resealed, already, shut, formerKey, isDone }: Rotated, config: Config) {
  const [workflows, remembered, secrets] = [
    resealed.get("workflow") ?? 0,
    resealed.get("remembered key") ?? 0,
    resealed.get("webhook secret") ?? 0,
  ];
  const unopened = [...shut.values()].reduce((sum, keys) => sum + keys, 0);
  return [
    `Sealed anew: ${workflows + remembered + secrets} (${workflows} of workflows, ${remembered} remembered, ${secrets} of webhooks). Already under the present key: ${already}. Cannot be opened: ${unopened}.`,
    ...[...shut].map(
      ([keyId, keys]) =>
        `${keys} of them were sealed under the key with the id ${keyId}. If you have that one, set ENCRYPTION_KEY_PREVIOUS to it and run this again. If not: batches that need theirs pause and go on with the API key typed anew (resume), remembered keys are deleted and added anew, and secrets of webhooks are replaced.`,
    ),
    farewellOf(formerKey, config, isDone),
  ];
}

function farewellOf(formerKey: Rotated["formerKey"], config: Config, isDone: boolean): string {
  if (!isDone)
    return "Somebody goes on sealing under another key: start every server and worker anew with the same ENCRYPTION_KEY, then run this again. Leave the former key where it is until then.";
  switch (formerKey) {
    case "dropped":
      return `The new key is in ${join(config.dataDir, "encryption.key")}; the former one is gone from there and opens nothing that is left. Backups of before still need theirs, which they hold.`;
    case "kept":
      return "A transaction of before is still open, so the former key stays in the key file beside the new one. Run this again later.";
    case "in the environment":
      return config.encryptionKeyPrevious
        ? "ENCRYPTION_KEY_PREVIOUS may be removed now, if every server and worker was started with the present ENCRYPTION_KEY before this began. If not, start them with it and run this again. Backups of before still need the former key: keep it as long as them."
        : "ENCRYPTION_KEY_PREVIOUS is not set. To change the key, set it to the present ENCRYPTION_KEY, set ENCRYPTION_KEY to a new one, start every server and worker with both, then run this again.";
    default:
      throw new Error(`Unknown end ${String(formerKey satisfies never)}`);
  }
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
