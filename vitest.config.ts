import { defineConfig } from "vitest/config";

const common = {
  globalSetup: ["tools/testing/start-postgres.ts"],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

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
          exclude: ["**/node_modules/**", "tools/boundaries/fixtures/**", "**/*.e2e.test.ts"],
        },
      },
      {
        test: {
          ...common,
          name: "e2e",
          include: ["apps/**/*.e2e.test.ts", "tools/emulator/**/*.e2e.test.ts"],
          testTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
