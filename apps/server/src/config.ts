import { resolve } from "node:path";
import { doubtPolicies, type DoubtPolicy } from "@bunch/contracts/doubt";
import type { Limits } from "@bunch/core/flow/price-wish";
import type { RetentionPolicy } from "@bunch/core/flow/forget-old";
import { autoConcurrency } from "./auto-concurrency.ts";
import type { DotEnvLines } from "./load-dot-env.ts";
import { type PlantedBug, readPlantedBug } from "./planted-bugs.ts";
import { type CrashAt, readCrashAt } from "./read-crash-at.ts";
import { readStorage, type StorageConfig } from "./read-storage.ts";
import { type ProviderConfig, readProviders } from "./read-providers.ts";
import { readSecrets } from "./read-secrets.ts";
import { readTiming } from "./read-timing.ts";
import { readTrustProxy } from "./read-trust-proxy.ts";
import { readWatching, type Watching } from "./read-watching.ts";
import { readRetention } from "./read-retention.ts";
import { readWebhooks, type WebhooksConfig } from "./read-webhooks.ts";
import { readSupabase, type SupabaseConfig } from "./read-supabase.ts";
import { readVariables, type Variables } from "./read-variables.ts";

/** The environment as read once at the start; `undefined` means that nothing was set. */
export type Config = Watching & {
  port: number;
  host: string;
  /** Whether other machines can reach the server. */
  isRemote: boolean;
  publicUrl: string | undefined;
  /** Proxies in front of it, counted or by address, whose word for the client's address is taken; undefined for nobody's. */
  trustProxy: number | readonly string[] | undefined;
  corsOrigins: readonly string[];
  dataDir: string;
  /** Undefined: the embedded database. */
  databaseUrl: string | undefined;
  databaseUrlApi: string | undefined;
  databaseUrlWorker: string | undefined;
  /** Undefined: the queue lives on the database. */
  redisUrl: string | undefined;
  /** Undefined: one local user, pictures on the disk. */
  supabase: SupabaseConfig | undefined;
  storage: StorageConfig;
  encryptionKey: string | undefined;
  encryptionKeyPrevious: string | undefined;
  /** By vendor. */
  providers: Readonly<Record<string, ProviderConfig>>;
  defaultModel: string | undefined;
  limits: Limits;
  /** The most calls in flight of a worker; unless set, as many as its memory allows. */
  workerConcurrency: number;
  maxAttempts: number;
  /** What becomes of a call that may be billed without an answer, unless the batch says it. */
  onDoubt: DoubtPolicy;
  /** Undefined: by model and size. */
  generationTimeoutMs: number | undefined;
  retryFirstWaitMs: number;
  shutdownGraceMs: number;
  /** How long all-in-one stays with nothing to do; 0 is for ever. */
  stopWhenIdleMs: number;
  heartbeatMs: number;
  deathAfterMs: number;
  /** How long what is over is kept. */
  retention: RetentionPolicy;
  /** What receivers of webhooks may be, beyond the usual. */
  webhooks: WebhooksConfig;
  logLevel: LogLevel;
  logDir: string;
  /** What no log may show. */
  secrets: readonly string[];
  /** What is probably not as it was meant, and stops nothing. */
  warnings: readonly string[];
  /** What lets others than this machine read /metrics where people sign in. */
  metricsToken: string | undefined;
  /** How a test wants this process to break; empty and null for everybody else. */
  crashAt: readonly CrashAt[];
  plantedBug: PlantedBug | null;
};

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

const loopbackHosts: readonly string[] = ["127.0.0.1", "localhost", "::1"];

/** Reads the environment; throws one ConfigError that names every wrong variable and its mend. `migrate` seals no keys, so it needs no ENCRYPTION_KEY. */
export function readConfig(
  env: Record<string, string | undefined>,
  purpose: "serve" | "migrate" = "serve",
  lines: DotEnvLines = new Map(),
): Config {
  const read = readVariables(env, lines);
  const databaseUrl = read.address(
    "DATABASE_URL",
    ["postgres:", "postgresql:"],
    "postgresql://user:password@host:5432/postgres",
  );
  const supabase = readSupabase(read);
  const host = readHost(read, supabase !== undefined);
  const encryptionKey = readEncryptionKey(read, "ENCRYPTION_KEY");
  const encryptionKeyPrevious = readEncryptionKey(read, "ENCRYPTION_KEY_PREVIOUS");
  if (purpose === "serve" && read.text("DATABASE_URL") && !read.text("ENCRYPTION_KEY"))
    read.refuse(
      "ENCRYPTION_KEY",
      "With a DATABASE_URL of your own, set the key that seals API keys: 64 hex characters, for example from `openssl rand -hex 32`. Keep it: without it stored keys cannot be opened.",
    );
  const redisUrl = readRedis(read);
  const timing = readTiming(read);
  const config: Config = {
    port: read.wholeNumber("PORT", { fallback: 3000, least: 0, most: 65_535 }),
    host,
    isRemote: !loopbackHosts.includes(host),
    publicUrl: readPublicUrl(read),
    trustProxy: readTrustProxy(read),
    corsOrigins: readCorsOrigins(read),
    dataDir: resolve(read.text("DATA_DIR") ?? "./data"),
    databaseUrl: databaseUrl && read.text("DATABASE_URL"),
    databaseUrlApi: read.text("DATABASE_URL_API"),
    databaseUrlWorker: read.text("DATABASE_URL_WORKER"),
    redisUrl,
    supabase,
    storage: readStorage(read, supabase !== undefined),
    encryptionKey,
    encryptionKeyPrevious,
    providers: readProviders(read),
    defaultModel: read.text("DEFAULT_MODEL"),
    limits: {
      maxPrompts: read.wholeNumber("MAX_PROMPTS", { fallback: 100, least: 1, most: 100_000 }),
      maxReferenceImages: read.wholeNumber("MAX_REFERENCE_IMAGES", {
        fallback: 3,
        least: 0,
        most: 14,
      }),
      maxReferenceImageBytes: Math.floor(
        1024 ** 2 *
          read.decimalNumber("MAX_REFERENCE_IMAGE_MB", { fallback: 10, least: 0.01, most: 100 }),
      ),
    },
    workerConcurrency: readConcurrency(read),
    maxAttempts: read.wholeNumber("MAX_ATTEMPTS", { fallback: 3, least: 1, most: 10 }),
    onDoubt: read.oneOf("ON_DOUBT", doubtPolicies, "repay"),
    ...timing,
    ...readWatching(read),
    retention: readRetention(read),
    webhooks: readWebhooks(read),
    logLevel: read.oneOf("LOG_LEVEL", logLevels, "info"),
    logDir: resolve(read.text("LOG_DIR") ?? "./logs"),
    secrets: readSecrets(read, [databaseUrl, redisUrl ? new URL(redisUrl) : undefined]),
    metricsToken: read.text("METRICS_TOKEN"),
    crashAt: readCrashAt(read),
    plantedBug: readPlantedBug(read),
    warnings: read.misspelt(),
  };
  read.finish();
  return config;
}

function readHost(read: Variables, hasSignIn: boolean): string {
  const host = (read.text("HOST") ?? "127.0.0.1").replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const override = read.oneOf("ALLOW_REMOTE_WITHOUT_SIGN_IN", ["0", "1"], "0");
  if (!loopbackHosts.includes(host) && override === "0" && !hasSignIn)
    read.refuse(
      "HOST",
      `On ${host} everybody who reaches this machine could spend your money, as nobody has to sign in. Use 127.0.0.1, set SUPABASE_URL so that people sign in, or set ALLOW_REMOTE_WITHOUT_SIGN_IN=1 if something in front of it keeps strangers out.`,
    );
  return host;
}

function readEncryptionKey(read: Variables, variable: string): string | undefined {
  const given = read.text(variable);
  if (given !== undefined && !/^[0-9a-f]{64}$/i.test(given))
    read.refuse(
      variable,
      `It has to be 64 hex characters and has ${given.length} characters. Make one with \`openssl rand -hex 32\`.`,
    );
  return given;
}

function readRedis(read: Variables): string | undefined {
  const url = read.address("REDIS_URL", ["redis:", "rediss:"], "redis://127.0.0.1:6379/0");
  const host = read.text("REDIS_HOST");
  const port = read.wholeNumber("REDIS_PORT", { fallback: 6379, least: 1, most: 65_535 });
  const database = read.wholeNumber("REDIS_DB", { fallback: 0, least: 0, most: 1000 });
  if (url) return url.href;
  if (host) {
    const address = `redis://${host.includes(":") ? `[${host}]` : host}:${port}/${database}`;
    if (URL.canParse(address)) return address;
    read.refuse("REDIS_HOST", `"${host}" is no name of a machine. Set one such as localhost.`);
    return undefined;
  }
  if (read.text("REDIS_PORT") || read.text("REDIS_DB"))
    read.refuse("REDIS_HOST", "REDIS_PORT or REDIS_DB is set without it. Set it too, or neither.");
  return undefined;
}

function readPublicUrl(read: Variables): string | undefined {
  const url = read.address("PUBLIC_URL", ["http:", "https:"], "https://bunch.example.com");
  if (url && (url.search !== "" || url.hash !== "" || url.pathname !== "/"))
    read.refuse("PUBLIC_URL", `Leave out what follows the host: ${url.origin} is enough.`);
  return url?.origin;
}

function readCorsOrigins(read: Variables): string[] {
  const given = read.text("CORS_ORIGIN") ?? "http://localhost:5173";
  const origins: string[] = [];
  for (const one of given.split(",").map((part) => part.trim())) {
    const url = URL.canParse(one) ? new URL(one) : null;
    if (url && (url.protocol === "http:" || url.protocol === "https:")) origins.push(url.origin);
    else
      read.refuse(
        "CORS_ORIGIN",
        `"${one}" is no address of a web page. Write it like http://localhost:5173; several are separated by commas, a * is not taken.`,
      );
  }
  return origins;
}

function readConcurrency(read: Variables): number {
  const fallback = autoConcurrency();
  if (read.text("WORKER_CONCURRENCY")?.toLowerCase() === "auto") return fallback;
  return read.wholeNumber("WORKER_CONCURRENCY", { fallback, least: 1, most: 1000 });
}
