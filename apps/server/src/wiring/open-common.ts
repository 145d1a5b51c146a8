import { comfyuiCatalogue } from "@bunch/adapters/models/comfyui/catalogue";
import { createChangingModels } from "@bunch/adapters/models/changing-models";
import { loadCatalogue } from "@bunch/adapters/models/load-catalogue";
import { prepareVendors } from "@bunch/adapters/models/registry";
import { createPublicAddresses } from "@bunch/adapters/objects/public-addresses";
import { createSignedAddresses } from "@bunch/adapters/objects/signed-addresses";
import { createBucketArchive } from "@bunch/adapters/objects/bucket-archive";
import { pictureBucket } from "@bunch/adapters/objects/ensure-bucket";
import { keepBucket } from "@bunch/adapters/objects/keep-bucket";
import { openStorageLine } from "@bunch/adapters/objects/storage-line";
import { createSupabaseObjects } from "@bunch/adapters/objects/supabase-objects";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createBell } from "@bunch/adapters/process/bell";
import { openWebhookLine } from "@bunch/adapters/webhooks/webhook-line";
import { createTicketSeal } from "@bunch/adapters/vault/ticket-seal";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import type { PictureArchive } from "@bunch/core/ports/picture-archive";
import type { PictureAddresses } from "@bunch/core/ports/picture-addresses";
import type { Log } from "@bunch/core/ports/log";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Config } from "../config.ts";
import { readOverrides } from "../read-overrides.ts";
import { readWorkflows } from "../read-workflows.ts";
import { openTracer } from "../tracing/open-tracer.ts";
import { openVault } from "./vault.ts";

/** What API and worker have in common. */
export async function openCommon(config: Config, log: Log) {
  const { vault, encryptionKey, formerKeys } = await openVault(config, log);
  const known = {
    overrides: await readOverrides(config),
    found: config.providers["comfyui"]?.isOffered
      ? comfyuiCatalogue(await readWorkflows(config))
      : [],
    generationTimeoutMs: config.generationTimeoutMs,
  };
  await prepareVendors(loadCatalogue(known));
  const models = createChangingModels({
    ...known,
    settings: config.providers,
    proxyEnv: process.env,
  });
  return {
    models,
    vault,
    tickets: createTicketSeal(encryptionKey, "queue dashboard"),
    // They hold for hours: a key that is changed meanwhile must not break a download.
    archiveTickets: createTicketSeal(encryptionKey, "archive", formerKeys),
    ...(await openObjects(config, log)),
    ...(await openTracer(config.tracing, log)),
    bell: createBell(),
    webhookLine: openWebhookLine({ policy: config.webhooks, userAgent: "Bunch-Webhooks/1" }),
    sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"),
    crc32: (bytes: Uint8Array) => crc32(bytes),
  };
}

/** Where pictures lie, and where anybody reads them that has their address. */
export async function openObjects(
  config: Config,
  log: Log,
): Promise<{
  objects: ObjectStore;
  pictureAddresses: PictureAddresses | null;
  /** Null where they lie in the data folder. */
  archive: PictureArchive | null;
}> {
  const { supabase, storage } = config;
  if (!supabase)
    return {
      objects: createDiskObjects({ folder: join(config.dataDir, "pictures") }),
      pictureAddresses: null,
      archive: null,
    };
  const { url: supabaseUrl, secretKey: serviceKey } = supabase;
  const { bucket, isPrivate, linkLifetimeS: lifetimeS } = storage;
  const line = openStorageLine({ supabaseUrl, serviceKey, bucket });
  const objects = await keepBucket(line, {
    objects: createSupabaseObjects(line),
    // One that somebody made private is not opened to everybody because a line of .env was lost.
    wish: { ...pictureBucket, isPublic: !isPrivate, mayTurn: isPrivate !== undefined },
    log,
  });
  return {
    objects,
    archive: createBucketArchive(line, { objects }),
    pictureAddresses: isPrivate
      ? createSignedAddresses({ line, lifetimeS })
      : createPublicAddresses({ supabaseUrl, bucket }),
  };
}

export type Common = Awaited<ReturnType<typeof openCommon>>;
