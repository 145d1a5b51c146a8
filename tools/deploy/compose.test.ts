import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../apps/server/src/config.ts";
import { ComposeFile } from "./compose-schema.ts";
import { readDockerfile } from "./read-dockerfile.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(join(root, "compose.yaml"), "utf8");
const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");

/** As Compose reads it: extensions merged in, then left out. */
function read(yaml: string): ComposeFile {
  const all = parse(yaml, { merge: true, uniqueKeys: true }) as Record<string, unknown>;
  return ComposeFile.parse(
    Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith("x-"))),
  );
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?what to do}`, as Compose puts values in. */
function filledIn(value: string, env: Record<string, string>): string {
  return value.replace(
    /\$\{([A-Z0-9_]+)(?::([-?])([^}]*))?\}/g,
    (_, variable: string, sign: string | undefined, rest: string | undefined) => {
      const given = env[variable];
      if (given) return given;
      if (sign === "?") throw new Error(`${variable} is missing: ${rest}`);
      return sign === "-" ? (rest ?? "") : "";
    },
  );
}

const file = read(text);
const ours = ["server", "worker"] as const;
const given = { POSTGRES_PASSWORD: "horse42", ENCRYPTION_KEY: "ab".repeat(32) };

function environmentOf(service: string, env: Record<string, string>): Record<string, string> {
  const pairs = Object.entries(file.services[service]?.environment ?? {});
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, filledIn(String(value ?? ""), env)]),
  );
}

test("compose.yaml says nothing that the specification does not know, and a slip in it is seen", () => {
  expect(Object.keys(file.services)).toEqual(["postgres", "redis", "server", "worker"]);
  for (const [right, wrong] of [
    ["stop_grace_period: 120s", "stop_grace: 120s"],
    ["stop_grace_period: 120s", "stop_grace_period: 2 minutes"],
    ["replicas: 2", "replica: 2"],
    ["service_healthy", "healthy"],
    ["restart: unless-stopped", "restart: sometimes"],
    ["REDIS_HOST: redis", "REDIS_HOST: [redis]"],
  ] as const) {
    expect(text).toContain(right);
    expect(() => read(text.replace(right, wrong)), wrong).toThrow();
  }
});

test("what a service waits for is there and tells its health, and what it mounts is declared", () => {
  const isHealthy = (name: string) =>
    file.services[name]?.healthcheck !== undefined
      ? !("disable" in file.services[name].healthcheck)
      : file.services[name]?.build !== undefined && dockerfile.includes("\nHEALTHCHECK ");
  for (const [name, service] of Object.entries(file.services)) {
    for (const needed of Object.keys(service.depends_on ?? {}))
      expect(isHealthy(needed), `${name} waits for ${needed}`).toBe(true);
    for (const volume of service.volumes ?? [])
      expect(Object.keys(file.volumes)).toContain(volume.split(":")[0]);
  }
});

test.each(ours)("every variable that %s is given is one that Bunch asks for", (service) => {
  const asked = new Set<string>();
  const env = new Proxy(environmentOf(service, given), {
    get: (target, name: string) => {
      asked.add(name);
      return target[name];
    },
  });
  readConfig(env);
  const unknown = Object.keys(environmentOf(service, given)).filter((name) => !asked.has(name));
  expect(unknown).toEqual([]);
});

test.each(ours)(
  "with the two lines of docs/deploy.md %s starts with what it is meant to have",
  (service) => {
    const config = readConfig({ HOST: "0.0.0.0", ...environmentOf(service, given) });
    expect(config).toMatchObject({
      host: "0.0.0.0",
      databaseUrl: "postgresql://bunch:horse42@postgres:5432/bunch",
      redisUrl: "redis://redis:6379/0",
      supabase: undefined,
      warnings: [],
    });
    expect(() => environmentOf(service, {})).toThrow(
      "POSTGRES_PASSWORD is missing: set it in .env",
    );
  },
);

test("both workers and the server share one folder, and end only when what is paid is stored", () => {
  const { shutdownGraceMs } = readConfig(environmentOf("worker", given));
  for (const name of ours) {
    const service = file.services[name];
    expect(service?.volumes).toEqual(["data:/data"]);
    const graceMs = 1000 * Number(service?.stop_grace_period?.replace("s", ""));
    // The farewell after the grace time is twenty seconds.
    expect(graceMs).toBeGreaterThanOrEqual(shutdownGraceMs + 20_000);
  }
  expect(dockerfile).toContain("DATA_DIR=/data");
  expect(file.services["worker"]?.deploy?.replicas).toBeGreaterThan(1);
});

test("Redis writes its file, and the port is open to this machine alone", () => {
  expect(file.services["redis"]?.command?.join(" ")).toContain("--appendonly yes");
  for (const { ports = [] } of Object.values(file.services))
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test("server and worker are the same image, and a worker's command differs in its start file alone", () => {
  const cmd = readDockerfile(dockerfile)
    .at(-1)
    ?.instructions.find(({ name }) => name === "CMD");
  const command = JSON.parse(cmd?.rest ?? "[]") as string[];
  expect(file.services["worker"]?.image).toBe(file.services["server"]?.image);
  expect(file.services["worker"]?.command).toEqual(
    command.map((word) => word.replace(/api\.ts$/, "worker.ts")),
  );
});
