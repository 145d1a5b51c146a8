import { loadCatalogue } from "@bunch/adapters/models/gemini/load-catalogue";
import { createImageModels } from "@bunch/adapters/models/registry";
import { ensureBucket, pictureBucket } from "@bunch/adapters/objects/ensure-bucket";
import { publicAddress } from "@bunch/adapters/objects/picture-addresses";
import { openStorageLine } from "@bunch/adapters/objects/storage-line";
import { createSupabaseObjects } from "@bunch/adapters/objects/supabase-objects";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createBell } from "@bunch/adapters/process/bell";
import { CannotStart } from "@bunch/core/cannot-start";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import type { Log } from "@bunch/core/ports/log";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { readOverrides } from "../read-overrides.ts";
import { refuseUnknownDefault } from "../refuse-unknown-default.ts";
import { openVault } from "./vault.ts";

/** What API and worker have in common. */
export async function openCommon(config: Config, log: Log) {
  const { vault } = await openVault(config, log);
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
    vault,
    ...(await openObjects(config, log)),
    bell: createBell(),
    sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"),
  };
}

const bucketMs = 20_000;

/** Where pictures lie, and where anybody reads them that knows their path. */
export async function openObjects(
  config: Config,
  log: Log,
): Promise<{ objects: ObjectStore; picturesUrl: string | null }> {
  const { supabase, storageBucket: bucket } = config;
  if (!supabase)
    return {
      objects: createDiskObjects({ folder: join(config.dataDir, "pictures") }),
      picturesUrl: null,
    };
  const { url: supabaseUrl, secretKey: serviceKey } = supabase;
  const line = openStorageLine({ supabaseUrl, serviceKey, bucket });
  const wish = { ...pictureBucket, isPublic: true };
  await ensureBucket(line, { wish, signal: AbortSignal.timeout(bucketMs) }).catch(
    (err: unknown) => {
      if (err instanceof CannotStart) throw err;
      // What is paid waits in the spool until Storage answers.
      log.warn({ err, bucket }, "Supabase Storage does not answer; pictures wait until it does.");
    },
  );
  const picturesUrl = publicAddress({ supabaseUrl, bucket, path: "x" }).slice(0, -"/x".length);
  return { objects: createSupabaseObjects(line), picturesUrl };
}

export type Common = Awaited<ReturnType<typeof openCommon>>;
