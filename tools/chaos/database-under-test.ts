import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import pg from "pg";
import type { Lane } from "./lane.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import type { LineFaults } from "./plan.ts";

const run = promisify(execFile);
const startMs = 60_000;

/** The database of one run, as the harness holds it: it reads there past every policy, and may end the server. */
export type DatabaseUnderTest = {
  /** What the processes under test need to find it. */
  env: Record<string, string>;
  superuserUrl: string;
  /** Ends the server at once, as a power cut would, and starts it again after so long. */
  crash: (forMs: number) => Promise<void>;
  /** The line to it, where it is one over TCP. */
  line: FaultProxy | null;
  close: () => Promise<void>;
};

/** The embedded PostgreSQL of a data folder, from a prepared cluster; the process under test adopts it. */
export async function openEmbeddedDatabase(input: {
  dataDir: string;
  template: string;
}): Promise<DatabaseUnderTest> {
  const { dataDir } = input;
  await run("cp", ["-a", join(input.template, "postgres"), dataDir]);
  const start = () => startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(startMs) });
  const held: EmbeddedPostgres[] = [await start()];
  return {
    env: {},
    superuserUrl: held[0]!.superuserConnectionString,
    line: null,
    crash: async (forMs) => {
      const file = join(dataDir, "postgres/server/cluster/postmaster.pid");
      const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n")[0]);
      // PostgreSQL's own `-m immediate`.
      if (pid > 0) process.kill(pid, "SIGQUIT");
      await delay(forMs);
      held.push(await start());
    },
    close: async () => {
      for (const one of held) await one.stop();
    },
  };
}

/** A database of its own on the lane's PostgreSQL, reached over TCP through a line that may be bad. */
export async function openServerDatabase(input: {
  server: NonNullable<Lane["postgres"]>;
  faults: LineFaults;
  seed: number;
  encryptionKey: string;
}): Promise<DatabaseUnderTest> {
  const { server } = input;
  const name = `chaos_${randomUUID().replaceAll("-", "")}`;
  await onServer(server.adminUrl, `create database ${name} template ${server.template}`);
  const line = await startFaultProxy({
    target: { path: server.socket },
    faults: input.faults,
    seed: input.seed,
  });
  return {
    env: {
      DATABASE_URL: `postgresql://root@127.0.0.1:${line.port}/${name}?sslmode=disable`,
      ENCRYPTION_KEY: input.encryptionKey,
    },
    superuserUrl: server.urlOf(name),
    line,
    crash: async (forMs) => {
      await server.crash();
      await delay(forMs);
      await server.bringBack();
    },
    close: async () => {
      await line.stop();
      await onServer(server.adminUrl, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
