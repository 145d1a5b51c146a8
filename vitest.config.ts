import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { emptiedDotEnv } from "./tools/testing/emptied-dot-env.ts";
import { howToGetParts, realPart } from "./tools/testing/real-parts.ts";

// What tests start stands in this folder and would read its `.env`: the database that a checkout serves.
Object.assign(
  process.env,
  emptiedDotEnv(fileURLToPath(new URL(".", import.meta.url)), process.env),
);

// Tests start some thousand processes of ours: what one has compiled, the next need not.
process.env["NODE_COMPILE_CACHE"] ??= join(tmpdir(), "bunch-tests-compiled");

const isOnServers = process.env["BUNCH_TEST_ON"] === "servers";

const common = {
  globalSetup: ["tools/testing/start-postgres.ts"],
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // A second, which is usual, is short on a busy machine, and what is waited for may itself look once a second.
  expect: { poll: { timeout: 20_000 } },
};

/** What depends on the PostgreSQL: migrations, walls, rights, statements, a batch. */
const ofPostgres = [
  "adapters/postgres/{migrate,security,pools,ledger,views,deletion,plans}.test.ts",
  "tools/real-parts/{whole-batch,supabase-server}.test.ts",
  "tools/real-parts/postgres-version.test.ts",
];

/**
 * Other versions of PostgreSQL, for all that depends on it; without them one line tells so, where skips are failures it
 * fails. On servers (`npm run test:servers`) they would try the same once more.
 */
const others = ["postgres-17", "postgres-18"].filter((name) => {
  if (isOnServers) return false;
  const isThere = realPart(name) !== null || process.env["BUNCH_NO_SKIPS"] === "1";
  if (!isThere) process.stderr.write(`${name} was not tried: ${howToGetParts}.\n`);
  return isThere;
});

/**
 * What is the same whatever serves it, and on servers is not run once more: what only looks at screens, and the rooms that
 * meet no server of the suite's (the harness of chaos and the tools start their own).
 */
const alikeOnServers = [
  ...["every-state", "every-state-longer", "pieces", "two-parts-of-words"].map(
    (name) => `apps/web/e2e/${name}.e2e.test.ts`,
  ),
  "contracts/**",
  "apps/web/src/**",
  "adapters/!(postgres|rate-limit)/**",
  "tools/**",
];
const exclude = ["**/node_modules/**", ...(isOnServers ? alikeOnServers : [])];

export default defineConfig({
  test: {
    // Two cores: more files at once only make each other late.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: "node",
          include: [
            "{contracts,core,adapters,apps/server,apps/cli,tools}/**/*.test.ts",
            "apps/web/src/**/*.test.ts",
          ],
          exclude: [...exclude, "tools/boundaries/fixtures/**", "**/*.e2e.test.ts"],
        },
      },
      ...others.map((name) => ({ test: { ...common, name, include: ofPostgres } })),
      {
        test: {
          ...common,
          name: "e2e",
          include: ["apps/**/*.e2e.test.ts", "tools/emulator/**/*.e2e.test.ts"],
          exclude,
          testTimeout: 180_000,
        },
      },
    ],
  },
});
