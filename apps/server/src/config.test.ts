import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { autoConcurrency } from "./auto-concurrency.ts";
import { readConfig } from "./config.ts";
import { loadDotEnv } from "./load-dot-env.ts";
import { ConfigError } from "./read-variables.ts";

const hexKey = "0f".repeat(32);

function refusalOf(env: Record<string, string>): ConfigError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

test("an empty environment gives the defaults of the contract", () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    isRemote: false,
    dataDir: resolve("data"),
    logDir: resolve("logs"),
    databaseUrl: undefined,
    redisUrl: undefined,
    storage: { bucket: "workflow-results", isPrivate: undefined, linkLifetimeS: 28_800 },
    corsOrigins: ["http://localhost:5173"],
    providers: {
      gemini: { baseUrl: undefined, apiKey: undefined, isOffered: true },
      openai: { baseUrl: undefined, apiKey: undefined, isOffered: false },
    },
    limits: { maxPrompts: 100, maxReferenceImages: 3, maxReferenceImageBytes: 10 * 1024 * 1024 },
    workerConcurrency: autoConcurrency(),
    maxAttempts: 3,
    onDoubt: "repay",
    generationTimeoutMs: undefined,
    shutdownGraceMs: 90_000,
    logRotation: { bytes: 50 * 1024 * 1024, files: 10 },
    metricsAt: null,
    tracing: null,
    heartbeatMs: 5000,
    deathAfterMs: 30_000,
    logLevel: "info",
  });
});

test("an empty value counts as none", () => {
  expect(readConfig({ PORT: "", HOST: " ", GEMINI_API_KEY: "" })).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    providers: { gemini: { apiKey: undefined } },
  });
});

test.each([
  ["PORT", "http"],
  ["PORT", "70000"],
  ["MAX_PROMPTS", "0"],
  ["MAX_PROMPTS", "100001"],
  ["MAX_REFERENCE_IMAGES", "2.5"],
  ["MAX_REFERENCE_IMAGE_MB", "-1"],
  ["WORKER_CONCURRENCY", "many"],
  ["MAX_ATTEMPTS", "0"],
  ["ON_DOUBT", "retry"],
  ["WEBHOOKS_ALLOW", "https"],
  ["GENERATION_TIMEOUT_MS", "60s"],
  ["LOG_LEVEL", "loud"],
  ["DATABASE_URL", "mysql://localhost/x"],
  ["REDIS_URL", "localhost:6379"],
  ["REDIS_PORT", "0"],
  ["GEMINI_BASE_URL", "generativelanguage"],
  ["PUBLIC_URL", "bunch.example.com"],
  ["PUBLIC_URL", "https://bunch.example.com/app"],
  ["CORS_ORIGIN", "*"],
  ["ENCRYPTION_KEY", "abc"],
  ["ENCRYPTION_KEY_PREVIOUS", `${hexKey}zz`],
  ["DEATH_AFTER_MS", "6000"],
  ["HOST", "0.0.0.0"],
])("a wrong %s (%s) stops the start with its name and the mend", (variable, value) => {
  const refusal = refusalOf({ [variable]: value });
  expect(refusal.variables).toContain(variable);
  expect(refusal.message).toMatch(new RegExp(`^${variable}: .{20,}`, "m"));
});

test("J1: what is left out is kept, and no refusal says that it would be kept for 0 days", () => {
  expect(refusalOf({ RETENTION_DAYS: "0" }).message).toContain(
    "a whole number from 1 to 36500, or leave it out to keep all of it.",
  );
});

test("H5: what receivers of webhooks may be besides is told word by word, and nothing of it is usual", () => {
  const of = (value: string) => readConfig({ WEBHOOKS_ALLOW: value }).webhooks;
  const none = { http: false, anyPort: false, privateNetworks: false };
  expect(readConfig({}).webhooks).toEqual(none);
  expect(of(" HTTP , ports")).toEqual({ ...none, http: true, anyPort: true });
  expect(of("private")).toEqual({ ...none, privateNetworks: true });
});

test("all that is wrong is told at once", () => {
  const refusal = refusalOf({ PORT: "x", LOG_LEVEL: "y", MAX_ATTEMPTS: "z" });
  expect(refusal.variables.toSorted()).toEqual(["LOG_LEVEL", "MAX_ATTEMPTS", "PORT"]);
  expect(refusal.message.split("\n")).toHaveLength(3);
});

test("O9, O10: a private bucket is told by one setting, and refused where it means nothing", () => {
  const storageOf = (env: Record<string, string>) =>
    readConfig({
      DATABASE_URL: "postgresql://u@h/d",
      ENCRYPTION_KEY: hexKey,
      SUPABASE_URL: "https://x.supabase.co",
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_1",
      SUPABASE_SECRET_KEY: "sb_secret_1",
      ...env,
    }).storage;
  expect(storageOf({ STORAGE_PRIVATE: "1", STORAGE_LINK_HOURS: "0.5" })).toMatchObject({
    isPrivate: true,
    linkLifetimeS: 1800,
  });
  expect(storageOf({ STORAGE_PRIVATE: "0" }).isPrivate).toBe(false);
  expect(storageOf({}).isPrivate).toBeUndefined();
  expect(refusalOf({ STORAGE_PRIVATE: "1" }).message).toMatch(/no bucket to make private/);
  expect(refusalOf({ STORAGE_PRIVATE: "yes" }).message).toMatch(/one of 0, 1/);
  expect(refusalOf({ STORAGE_LINK_HOURS: "3" }).message).toMatch(/STORAGE_PRIVATE=1 too/);
});

test("SUPABASE_URL without DATABASE_URL says where the connection string stands", () => {
  const refusal = refusalOf({ SUPABASE_URL: "https://x.supabase.co" });
  expect(refusal.message).toMatch(/^DATABASE_URL: .*Connect.*session pooler/m);
});

const claimsOf = (role: string) =>
  `e30.${Buffer.from(JSON.stringify({ role })).toString("base64url")}.x`;
const project = {
  DATABASE_URL: "postgresql://u:p@localhost/db",
  ENCRYPTION_KEY: hexKey,
  SUPABASE_URL: "https://x.supabase.co/",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_1",
  SUPABASE_SECRET_KEY: "sb_secret_1",
};

test("U11: both generations of Supabase's keys are taken, and what is secret is kept from the logs", () => {
  expect(readConfig(project).supabase).toEqual({
    url: "https://x.supabase.co",
    publishableKey: "sb_publishable_1",
    secretKey: "sb_secret_1",
    jwtSecret: undefined,
  });
  const legacy = readConfig({
    ...project,
    SUPABASE_PUBLISHABLE_KEY: "",
    SUPABASE_SECRET_KEY: "",
    SUPABASE_ANON_KEY: claimsOf("anon"),
    SUPABASE_SERVICE_ROLE_KEY: claimsOf("service_role"),
    SUPABASE_JWT_SECRET: "shared",
  });
  expect(legacy.supabase).toMatchObject({ publishableKey: claimsOf("anon"), jwtSecret: "shared" });
  expect(legacy.secrets).toEqual(expect.arrayContaining([claimsOf("service_role"), "shared"]));
});

test.each([
  ["SUPABASE_PUBLISHABLE_KEY", "", /publishable key/],
  ["SUPABASE_PUBLISHABLE_KEY", "a password, or the JWT secret", /none of a project's keys/],
  ["SUPABASE_PUBLISHABLE_KEY", "sb_secret_1", /would be sent to every browser/],
  ["SUPABASE_PUBLISHABLE_KEY", claimsOf("service_role"), /would be sent to every browser/],
  ["SUPABASE_SECRET_KEY", "", /secret key/],
  ["SUPABASE_SECRET_KEY", "sb_publishable_1", /may not write/],
  ["SUPABASE_SECRET_KEY", claimsOf("anon"), /may not write/],
  ["SUPABASE_URL", "x.supabase.co", /supabase\.co/],
])("U11: %s = %j is refused with its mend", (variable, value, words) => {
  const refusal = refusalOf({ ...project, [variable]: value });
  expect(refusal.variables).toEqual([variable]);
  expect(refusal.message).toMatch(words);
});

test("U16: beyond loopback a server starts where people sign in, and else only where it is told to by name", () => {
  expect(readConfig({ ...project, HOST: "0.0.0.0" }).isRemote).toBe(true);
  expect(refusalOf({ HOST: "0.0.0.0" }).message).toMatch(/SUPABASE_URL/);
  expect(readConfig({ HOST: "0.0.0.0", ALLOW_REMOTE_WITHOUT_SIGN_IN: "1" }).isRemote).toBe(true);
});

test("a database of one's own needs an ENCRYPTION_KEY to serve, none to migrate", () => {
  const env = { DATABASE_URL: "postgresql://u:p%40ss@localhost/db" };
  expect(refusalOf(env).variables).toEqual(["ENCRYPTION_KEY"]);
  expect(readConfig(env, "migrate").databaseUrl).toBe(env.DATABASE_URL);
  expect(readConfig({ ...env, ENCRYPTION_KEY: hexKey }).secrets).toEqual(
    expect.arrayContaining([hexKey, "p@ss", env.DATABASE_URL]),
  );
});

test("a database behind a socket is taken", () => {
  const DATABASE_URL = "postgresql://me:secret-word@/postgres?host=/var/run/postgresql";
  const config = readConfig({ DATABASE_URL, ENCRYPTION_KEY: hexKey });
  expect(config.databaseUrl).toBe(DATABASE_URL);
  expect(config.secrets).toContain("secret-word");
});

test("I10 a refusal repeats no secret", () => {
  const refusal = refusalOf({
    ENCRYPTION_KEY: "canary-key",
    DATABASE_URL: "postgres//me:canary-password@db",
    REDIS_URL: "http://:canary-redis@localhost",
  });
  expect(refusal.variables).toHaveLength(3);
  expect(refusal.message).not.toContain("canary");
});

test("beyond loopback goes with the explicit override only", () => {
  expect(readConfig({ HOST: "0.0.0.0", ALLOW_REMOTE_WITHOUT_SIGN_IN: "1" })).toMatchObject({
    host: "0.0.0.0",
    isRemote: true,
  });
  expect(readConfig({ HOST: "[::1]" })).toMatchObject({ host: "::1", isRemote: false });
});

test("Redis is told by its address or by its parts", () => {
  expect(readConfig({ REDIS_URL: "rediss://:pw@r.example.com:7000/2" }).redisUrl).toBe(
    "rediss://:pw@r.example.com:7000/2",
  );
  expect(readConfig({ REDIS_HOST: "localhost", REDIS_DB: "3" }).redisUrl).toBe(
    "redis://localhost:6379/3",
  );
  expect(refusalOf({ REDIS_PORT: "6380" }).variables).toEqual(["REDIS_HOST"]);
});

test("N6, N8: log rotation, a worker's port and tracing are taken; the collector's headers are kept from the logs", () => {
  const config = readConfig({
    LOG_ROTATE: "0.5 MB x 3",
    METRICS_PORT: "9101",
    METRICS_HOST: "[::1]",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer canary-of-the-collector, x-team=two",
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.1",
  });
  expect(config).toMatchObject({
    logRotation: { bytes: 512 * 1024, files: 3 },
    metricsAt: { host: "::1", port: 9101 },
    tracing: { serviceName: "bunch", sampler: "parentbased_traceidratio", ratio: 0.1 },
  });
  expect(config.secrets).toContain("Bearer canary-of-the-collector");
  expect(readConfig({ LOG_ROTATE: "off" }).logRotation).toBeNull();
  for (const wrong of ["50", "50x0", "0x10", "big"])
    expect(refusalOf({ LOG_ROTATE: wrong }).variables).toEqual(["LOG_ROTATE"]);
});

test("several origins, auto concurrency and a proxy are taken", () => {
  expect(
    readConfig({
      CORS_ORIGIN: "https://a.example.com, http://localhost:5173/",
      WORKER_CONCURRENCY: "auto",
      GEMINI_BASE_URL: "http://127.0.0.1:8123/",
      PUBLIC_URL: "https://bunch.example.com/",
      GENERATION_TIMEOUT_MS: "1500",
    }),
  ).toMatchObject({
    corsOrigins: ["https://a.example.com", "http://localhost:5173"],
    workerConcurrency: autoConcurrency(),
    providers: { gemini: { baseUrl: "http://127.0.0.1:8123" } },
    publicUrl: "https://bunch.example.com",
    generationTimeoutMs: 1500,
  });
});

test(".env is read, what is set already wins, and a missing file is no trouble", () => {
  const folder = mkdtempSync(join(tmpdir(), "bunch-env-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    delete process.env["BUNCH_TEST_A"];
    delete process.env["BUNCH_TEST_B"];
  });
  loadDotEnv(folder);
  writeFileSync(join(folder, ".env"), 'BUNCH_TEST_A="from file"\nBUNCH_TEST_B=from file\n');
  process.env["BUNCH_TEST_B"] = "from outside";
  loadDotEnv(folder);
  expect(process.env["BUNCH_TEST_A"]).toBe("from file");
  expect(process.env["BUNCH_TEST_B"]).toBe("from outside");
});
