import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { Limits } from "@bunch/core/flow/price-wish";
import type { AgainDoors } from "@bunch/core/flow/run-workflow-again";
import type { ServerKeys } from "@bunch/core/models/server-keys";
import type { ProviderKeyStore } from "@bunch/core/ports/provider-keys";
import type { ExecutionViews, SequenceWatch } from "@bunch/core/ports/execution-views";
import type { Log } from "@bunch/core/ports/log";
import type { OpenWork } from "@bunch/core/ports/open-work";
import type { Request } from "express";
import type { Registry } from "prom-client";

/** Everything that the HTTP side is built from; only the wiring knows what stands behind it. */
export type AppInput = {
  doors: Omit<AgainDoors, "hideSecret"> & { providerKeys: ProviderKeyStore };
  views: ExecutionViews;
  sequences: SequenceWatch;
  openWork: OpenWork;
  /** The figures of this process. */
  registry: Registry;
  /** Who asks: the one local user, until there is sign-in. */
  userOf: (request: Request) => { userId: string } | Promise<{ userId: string }>;
  /** Whether all that this process needs is up, and what is not. */
  ready: () => Promise<{ ok: boolean; missing: string[] }>;
  /** Whether the disk takes another batch with all that comes of it. */
  hasRoom: () => Promise<boolean>;
  log: Log;
  /** Keeps a value out of the logs from now on. */
  hideSecret: (value: string) => void;
  /** Aborts when the process begins to drain: open streams end, so that their clients go elsewhere. */
  closing: AbortSignal;
  settings: {
    version: string;
    limits: Limits;
    defaultModel: string | undefined;
    /** For batches that do not say it. */
    onDoubt: DoubtPolicy;
    /** The server's own keys by vendor, used when a request brings none. */
    serverKeys: ServerKeys;
    publicUrl: string | undefined;
    corsOrigins: readonly string[];
    host: string;
    isRemote: boolean;
    /** The built web app. */
    webFolder: string;
  };
};
