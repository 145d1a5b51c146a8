import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join, matchesGlob } from "node:path";
import { promisify } from "node:util";
import { type Instruction, readDockerfile, readPairs, type Stage } from "./read-dockerfile.ts";

const run = promisify(execFile);
/** On a machine without Docker nobody is called node. */
const nobody = 65_534;
const stepMs = 170_000;

/** What came of a Dockerfile whose stages were folders in place of images. */
export type Built = {
  root: string;
  env: Record<string, string>;
  /** The folder that is /app there. */
  workdir: string;
  cmd: string[];
  /** What a shell is given. */
  healthcheck: string;
  user: string;
};

/**
 * Carries a Dockerfile out, each stage in a folder of its own and with the Node that runs this: copies what it copies, as
 * its .dockerignore leaves it, and gives each RUN to a shell. Paths of the image (/app, /data) are those below the folder.
 */
export async function buildInFolder(input: {
  /** A clean copy of the sources. */
  context: string;
  into: string;
  signal: AbortSignal;
}): Promise<Built> {
  await ignore(input.context);
  const stages = readDockerfile(await readFile(join(input.context, "Dockerfile"), "utf8"));
  let built: Built | undefined;
  for (const [number, stage] of stages.entries())
    built = await carryOut(stage, { ...input, root: join(input.into, stage.name ?? `${number}`) });
  if (!built) throw new Error("There is no stage.");
  return built;
}

async function carryOut(
  stage: Stage,
  input: { context: string; into: string; root: string; signal: AbortSignal },
): Promise<Built> {
  const { root } = input;
  const built: Built = { root, env: {}, workdir: root, cmd: [], healthcheck: "", user: "root" };
  await mkdir(join(root, "tmp"), { recursive: true, mode: 0o755 });
  await chmod(join(root, "tmp"), 0o1777);
  for (const instruction of stage.instructions) await carryOutOne(instruction, built, input);
  return built;
}

async function carryOutOne(
  { name, rest }: Instruction,
  built: Built,
  input: { context: string; into: string; signal: AbortSignal },
): Promise<void> {
  switch (name) {
    case "WORKDIR":
      built.workdir = join(built.root, rest);
      await mkdir(built.workdir, { recursive: true });
      return;
    case "COPY":
      return copy(rest, built, input);
    case "RUN":
      await run("sh", ["-euc", inFolder(rest, built.root)], {
        cwd: built.workdir,
        timeout: stepMs,
        signal: input.signal,
        // What was fetched a moment ago for ourselves is the same.
        env: { ...process.env, npm_config_prefer_offline: "true", NODE_ENV: "" },
      });
      return;
    case "ENV":
      for (const [variable, value] of Object.entries(readPairs(rest)))
        built.env[variable] = inFolder(value, built.root);
      return;
    case "CMD":
      built.cmd = JSON.parse(rest) as string[];
      return;
    case "HEALTHCHECK":
      built.healthcheck = rest.slice(rest.indexOf("CMD ") + "CMD ".length);
      return;
    case "USER":
      built.user = rest;
      return;
    case "VOLUME":
    case "EXPOSE":
      return;
    default:
      throw new Error(`Nobody has said how ${name} is carried out here.`);
  }
}

function inFolder(text: string, root: string): string {
  return text
    .replace(/(?<=^|\s)\/(data|tmp)\b/g, `${root}/$1`)
    .replaceAll("node:node", `${nobody}:${nobody}`);
}

async function copy(
  rest: string,
  built: Built,
  { context, into }: { context: string; into: string },
): Promise<void> {
  const words = rest.split(/\s+/);
  const from = words[0]?.startsWith("--from=") ? words.shift()?.slice("--from=".length) : null;
  const to = words.pop() ?? "";
  for (const word of words) {
    const source = from ? join(into, from, word) : join(context, word);
    // A folder's content goes into the target, a file goes below it, where that is a folder.
    const isBelow = to.endsWith("/") && !(await isFolder(source));
    const target = join(built.workdir, to, isBelow ? (word.split("/").at(-1) ?? "") : "");
    if (from && process.platform === "linux")
      // Second names in place of hundreds of megabytes; nothing is written into them afterwards.
      await run("cp", ["--archive", "--link", "--no-target-directory", source, target]);
    // npm's links between the workspaces are relative, and stay so.
    else await cp(source, target, { recursive: true, verbatimSymlinks: true });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    () => false,
  );
}

/** Takes out of the context what .dockerignore says; the last line that fits a path counts. */
async function ignore(context: string): Promise<void> {
  const lines = (await readFile(join(context, ".dockerignore"), "utf8")).split("\n");
  const rules = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const fits = (path: string, rule: string) =>
    matchesGlob(path, rule) || matchesGlob(path, `${rule}/**`);
  for (const entry of await readdir(context, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name).slice(context.length + 1);
    let isOut = false;
    for (const rule of rules) {
      const isBack = rule.startsWith("!");
      if (fits(path, isBack ? rule.slice(1) : rule)) isOut = !isBack;
    }
    if (isOut) await rm(join(context, path));
  }
}
