import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
const oxlint = join(root, "node_modules/oxlint/bin/oxlint");

type Finding = { code: string; filename: string; message: string };
let workplace: string;

beforeAll(async () => {
  // Elsewhere, or the real configuration would leave the fixtures out as it should.
  workplace = await mkdtemp(join(tmpdir(), "bunch-boundaries-"));
  await cp(fixtures, workplace, { recursive: true });
});
afterAll(() => rm(workplace, { recursive: true, force: true }));

/** What the real oxlint, with the repository's own configuration, finds about imports in a tree. */
async function findings(tree: "broken" | "clean"): Promise<Finding[]> {
  const cwd = join(workplace, tree);
  const args = [oxlint, "--config", join(root, ".oxlintrc.json"), "--format", "json", "."];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { cwd, timeout: 30_000 }, (error, stdout, stderr) =>
      stdout === "" ? reject(new Error(stderr, { cause: error })) : resolve(stdout),
    );
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: Finding[] };
  return diagnostics.filter(({ code }) => /^boundaries|no-cycle/.test(code));
}

const circle = "Dependency cycle detected";
const bites: Record<string, string> = {
  "contracts/src/knows-core.ts": "contracts imports core. What crosses the wire imports nothing",
  "core/src/flow/names-an-adapter.ts":
    "core imports adapters/postgres. The core knows contracts alone",
  "core/src/flow/reaches-across.ts":
    "core imports adapters/postgres. The core knows contracts alone",
  "core/src/ports/uses-a-library.ts": "core imports pg. The core knows contracts alone",
  "core/src/ports/uses-node.ts": "core imports node:fs/promises. The core knows contracts alone",
  "core/src/results/knows-an-app.ts": "core imports apps/server. The core knows contracts alone",
  "core/src/results/circle-one.ts": circle,
  "core/src/results/circle-two.ts": circle,
  "core/src/results/type-circle-one.ts": circle,
  "core/src/results/type-circle-two.ts": circle,
  "adapters/files/knows-core.ts":
    "adapters/files imports core. What several adapters stand on knows the machine alone",
  "adapters/queue/knows-another.ts": "adapters/queue imports adapters/postgres. An adapter knows",
  "adapters/queue/knows-another-by-name.ts":
    "adapters/queue imports adapters/postgres. An adapter knows",
  "adapters/queue/testing/is-not-for-the-web.ts":
    "adapters/queue imports apps/web/src/app. An adapter knows",
  "adapters/models/gemini/knows-another-vendor.ts":
    "adapters/models/gemini imports adapters/models/simulator. An adapter knows",
  "adapters/models/http/knows-a-vendor.ts":
    "adapters/models/http imports adapters/models/gemini. What all vendors are spoken to with",
  "adapters/postgres/knows-an-app.ts": "adapters/postgres imports apps/server. An adapter knows",
  "adapters/postgres/uses-a-test-tool.ts": "adapters/postgres imports tools. An adapter knows",
  "apps/server/src/http/names-an-adapter.ts":
    "apps/server imports adapters/postgres. Only apps/server/src/wiring/ names an adapter",
  "apps/server/src/start/names-an-adapter-late.ts":
    "apps/server imports adapters/models. Only apps/server/src/wiring/ names an adapter",
  "apps/web/src/features/gallery/knows-another-feature.ts":
    "apps/web/src/features/gallery imports apps/web/src/features/compose. Features don't know",
  "apps/web/src/features/gallery/knows-a-page.ts":
    "apps/web/src/features/gallery imports apps/web/src/routes. Features don't know",
  "apps/web/src/ui/knows-a-feature.ts":
    "apps/web/src/ui imports apps/web/src/features/compose. Pieces draw and never fetch",
  "apps/web/src/ui/fetches.ts":
    "apps/web/src/ui imports apps/web/src/api. Pieces draw and never fetch",
  "apps/web/src/language/knows-a-feature.ts":
    "apps/web imports apps/web/src/features/compose. The web app knows contracts alone",
  "apps/web/src/routes/knows-core.ts":
    "apps/web/src/routes imports core. The web app knows contracts alone",
  "apps/web/src/api/knows-core.test.ts":
    "apps/web/src/api imports core. What asks the server knows contracts",
  "apps/cli/src/commands/knows-core.ts":
    "apps/cli imports core. The command line knows contracts alone",
  "tools/emulator/src/knows-contracts.ts":
    "tools/emulator imports contracts. The emulator must not share our mistakes",
  "tools/emulator/src/knows-an-adapter.test.ts":
    "tools/emulator imports adapters/models/gemini. The emulator must not share our mistakes",
};

test("each boundary bites whoever crosses it, once, with a sentence that says what to do", async () => {
  const found = await findings("broken");
  const files = await readdir(join(fixtures, "broken"), { recursive: true, withFileTypes: true });
  expect(files.filter((file) => file.isFile())).toHaveLength(Object.keys(bites).length);
  expect(found.map(({ filename }) => filename).toSorted()).toEqual(Object.keys(bites).toSorted());
  for (const { filename, message } of found) {
    expect(message, filename).toContain(bites[filename]);
  }
});

test("imports along the arrows pass, in code and in tests", async () => {
  expect(await findings("clean")).toEqual([]);
});
