import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { drawPicture } from "@bunch/adapters/models/simulator/draw-picture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkPackages } from "../testing/link-packages.ts";
import { type Bunch, startBunch } from "../testing/start-bunch.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import { until } from "../testing/until.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const apiKey = "paint-key-0123456789";
let folder: string;
let program: string;
let paint: Awaited<ReturnType<typeof startPaint>>;
let bunch: Bunch | undefined;

/** The code blocks of the document that belong into files, by the file that is named before each. */
async function filesOfDocument(): Promise<Map<string, string>> {
  const text = await readFile(join(root, "docs/add-a-model.md"), "utf8");
  const found = text.matchAll(/^`(adapters\/models\/paint\/[\w.-]+)`:\n\n```ts\n(.*?)^```$/gmsu);
  return new Map([...found].map(([, path = "", code = ""]) => [path, code]));
}

/** Paint itself: a picture for most prompts, an error for some. */
async function startPaint() {
  const picture = Buffer.from(
    await drawPicture({ prompt: "", variation: 0, width: 64, height: 64, references: [] }),
  );
  const asked: { key: string | undefined; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { prompt: string };
    asked.push({ key: request.headers.authorization, body });
    const isBad = body.prompt.includes("nothing");
    response.writeHead(isBad ? 400 : 200, { "content-type": "application/json" });
    response.end(
      JSON.stringify(
        isBad ? { error: "There is nothing." } : { picture: picture.toString("base64"), cents: 3 },
      ),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

beforeAll(async () => {
  paint = await startPaint();
  folder = await makeTestFolder();
  program = join(folder, "program");
  const words = "ls-files --cached --others --exclude-standard -z".split(" ");
  const { stdout } = await run("git", ["-c", "safe.directory=*", "-C", root, ...words]);
  const wanted = /^(?:contracts|core|adapters|apps\/server|supabase|tools)\/|^[^/]+$/u;
  for (const path of stdout.split("\0").filter((one) => one !== "" && wanted.test(one)))
    await cp(join(root, path), join(program, path)).catch((error: NodeJS.ErrnoException) => {
      // Removed in the work tree, and not committed yet.
      if (error.code !== "ENOENT") throw error;
    });
  for (const workspace of ["apps/cli", "apps/web"])
    await mkdir(join(program, workspace), { recursive: true });
  await linkPackages(program);
}, 60_000);
afterAll(async () => {
  await bunch?.stop();
  paint?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

test("docs/add-a-model.md is followed step by step: one folder, one line with its import", async () => {
  const files = await filesOfDocument();
  expect([...files.keys()].map((path) => path.split("/").at(-1))).toEqual([
    "catalogue.ts",
    "mapping.ts",
    "model.ts",
    "vendor.ts",
    "mapping.test.ts",
  ]);
  for (const [path, code] of files) {
    await mkdir(dirname(join(program, path)), { recursive: true });
    await writeFile(join(program, path), code);
  }
  const registry = join(program, "adapters/models/registry.ts");
  const before = await readFile(registry, "utf8");
  const after = `import { paint } from "./paint/vendor.ts";\n${before}`.replace(
    /export const vendors = \[\n?/u,
    (start) => `${start}  erased(paint),\n`,
  );
  expect(after).toContain("  erased(paint),\n");
  const text = await readFile(join(root, "docs/add-a-model.md"), "utf8");
  for (const line of [`import { paint } from "./paint/vendor.ts";`, "  erased(paint),"])
    expect(text).toContain(`\`\`\`ts\n${line}\n\`\`\``);
  await writeFile(registry, after);
});

test("what the document says passes the type check, the linter's walls and its own test", async () => {
  const bin = (name: string) => join(root, "node_modules/.bin", name);
  const options = { cwd: program, timeout: 100_000, maxBuffer: 10_000_000 };
  const onlyPaint = {
    extends: "./tsconfig.json",
    include: ["adapters/models/paint", "adapters/models/registry.ts"],
  };
  await writeFile(join(program, "tsconfig.paint.json"), JSON.stringify(onlyPaint));
  await writeFile(join(program, "vitest.paint.config.ts"), "export default {};");
  await run(bin("tsc"), ["-p", "tsconfig.paint.json", "--noEmit"], options);
  await run(bin("oxlint"), ["--deny-warnings", "adapters/models/paint"], options);
  const report = join(program, "paint.json");
  const reported = ["--reporter", "json", "--outputFile", report];
  await run(
    bin("vitest"),
    ["run", "--config", "vitest.paint.config.ts", "adapters/models/paint", ...reported],
    options,
  );
  expect(JSON.parse(await readFile(report, "utf8"))).toMatchObject({
    numFailedTests: 0,
    numPassedTests: 7,
  });
}, 120_000);

test("M12, K3: a batch is drawn by the added vendor, with its own key, and settled to the micro-dollar", async () => {
  bunch = await startBunch({
    oneProcess: "it is another program than this one",
    program,
    dataDir: join(folder, "data"),
    env: { PAINT_BASE_URL: paint.url, PAINT_API_KEY: apiKey },
  });
  const { client } = bunch;
  const models = await client.models();
  expect(models.vendors).toContainEqual({
    id: "paint",
    name: "Paint",
    company: "Paint",
    key_variable: "PAINT_API_KEY",
  });
  expect(models.server_keys).toEqual(["paint"]);
  const form = new FormData();
  form.set("prompts", JSON.stringify(["a fox", "nothing at all"]));
  form.set("model", "paint-1");
  form.set("aspect_ratio", "3:2");
  const { execution_id: id } = await client.execute(form, crypto.randomUUID());
  await until("it is over", async () => {
    const { stats } = await client.getExecution(id);
    return stats.successful + stats.failed === 2;
  });
  const [fox, none] = (await client.listResults(id)).data;
  expect(fox).toMatchObject({ status: "completed", api_cost: 0.03 });
  expect(none).toMatchObject({ status: "failed", api_cost: 0 });
  expect(none?.error_message).toContain("There is nothing.");
  expect(paint.asked).toHaveLength(2);
  expect(paint.asked).toContainEqual({
    key: `Bearer ${apiKey}`,
    body: { prompt: "a fox", width: 1264, height: 848 },
  });
}, 120_000);
