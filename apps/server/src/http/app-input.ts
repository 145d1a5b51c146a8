import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { Limits } from "@bunch/core/flow/price-wish";
import type { AgainDoors } from "@bunch/core/flow/run-workflow-again";
import type { ServerKeys } from "@bunch/core/models/server-keys";
import type { ProviderKeyStore } from "@bunch/core/ports/provider-keys";
import type { ArchiveStore } from "@bunch/core/ports/archive-store";
import type { ExecutionViews, SequenceWatch } from "@bunch/core/ports/execution-views";
import type { GalleryStore } from "@bunch/core/ports/gallery-store";
import type { AdminViews } from "@bunch/core/ports/admin-views";
import type { Analytics } from "@bunch/core/ports/analytics";
import type { CatalogueKeeper } from "@bunch/core/flow/keep-catalogue";
import type { LaidCatalogue } from "@bunch/core/ports/laid-catalogue";
import type { LimitsBook } from "@bunch/core/ports/limits-book";
import type { RequestCounter } from "@bunch/core/ports/request-counter";
import type { ModelChangeBook } from "@bunch/core/ports/model-changes";
import type { AuditTrail } from "@bunch/core/ports/audit-trail";
import type { Fleet } from "@bunch/core/ports/fleet";
import type { Log } from "@bunch/core/ports/log";
import type { QueueView } from "@bunch/core/ports/queue-view";
import type { People } from "@bunch/core/ports/people";
import type { PictureAddresses } from "@bunch/core/ports/picture-addresses";
import type { Person } from "@bunch/core/ports/person";
import type { DeliveryLog } from "@bunch/core/ports/delivery-log";
import type { WebhookStore } from "@bunch/core/ports/webhook-store";
import type { UserDirectory } from "@bunch/core/ports/user-directory";
import type { OpenWork } from "@bunch/core/ports/open-work";
import type { Tracer } from "@bunch/core/ports/tracer";
import type { Request, RequestHandler } from "express";
import type { Registry } from "prom-client";
import type { Readiness } from "./health.ts";
import type { TokenDoors } from "./person-by-token.ts";
import type { TicketSeal } from "./queue-ticket.ts";

/** Everything that the HTTP side is built from; only the wiring knows what stands behind it. */
export type AppInput = {
  doors: Omit<AgainDoors, "hideSecret"> & {
    providerKeys: ProviderKeyStore;
    models: LaidCatalogue;
  };
  /** What is laid over the catalogue on screen. */
  modelChanges: ModelChangeBook;
  /** Asked before a price is told: another process may have taken a change. */
  catalogue: Pick<CatalogueKeeper, "lay" | "takeUp">;
  views: ExecutionViews;
  sequences: SequenceWatch;
  gallery: GalleryStore;
  openWork: OpenWork;
  tokens: TokenDoors;
  webhooks: WebhookStore;
  deliveryLog: DeliveryLog;
  audit: AuditTrail;
  /** The figures of this process. */
  registry: Registry;
  people: People;
  users: UserDirectory;
  adminViews: AdminViews;
  analytics: Analytics;
  limits: LimitsBook;
  requests: RequestCounter;
  /** Who asks; throws a Problem where nobody is known. */
  userOf: (request: Request) => Person | Promise<Person>;
  /** Whether all that this process needs is up, and what is not. */
  ready: () => Promise<Readiness>;
  fleet: Fleet;
  /** The queue for whoever watches it. */
  queue: QueueView & { board(basePath: string): Promise<RequestHandler> };
  /** Signs what the dashboard's cookie holds. */
  tickets: TicketSeal;
  /** Signs what stands in the links to archives. */
  archiveTickets: TicketSeal;
  archives: ArchiveStore;
  /** Whether the disk takes another batch with all that comes of it. */
  hasRoom: () => Promise<boolean>;
  log: Log;
  tracer: Tracer;
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
    /** Whose word for the client's address is taken: so many proxies in front, or these addresses; undefined for nobody's. */
    trustProxy: number | readonly string[] | undefined;
    /** Where anybody reads a picture, for good or for a while; null where this server hands them out itself. */
    pictureAddresses: PictureAddresses | null;
    /** Where people sign in; null where there is one local user. */
    signIn: { supabaseUrl: string; publishableKey: string } | null;
    /** What lets others than this machine read the figures where people sign in. */
    metricsToken: string | undefined;
    /** After how long without a beat a worker counts as dead. */
    deathAfterMs: number;
    /** The built web app. */
    webFolder: string;
  };
};
