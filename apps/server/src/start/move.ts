import { CannotStart } from "@bunch/core/cannot-start";
import { MayBeMoved } from "@bunch/core/may-be-moved";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { farewellOf } from "../move-farewell.ts";
import { moveToServer } from "../wiring/moving.ts";
import { begin } from "./begin.ts";

const usage =
  "npm run move -- --to postgresql://user:password@host:5432/name [--owner <user id>] [--pictures <folder>]";
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let formerUrl: string | undefined;
const given = readArguments();

/** `npm run move -- --to <address>`: the embedded database to a server, and its pictures where they belong then. */
await begin(
  async ({ config, end, logFor }) => {
    if (!given?.to) throw new CannotStart(`Where to? ${usage}`);
    const ownerId = given.owner?.toLowerCase() ?? null;
    const picturesFolder = given.pictures === undefined ? null : resolve(given.pictures);
    refuseMisfits(config, { ownerId, picturesFolder });
    const { log } = logFor("server");
    say(`Moving ${config.dataDir} ...`);
    const target = { ...config, databaseUrl: given.to };
    const moved = await moveToServer({
      source: asEmbedded(config),
      target,
      picturesFolder,
      ownerId,
      log,
      say,
      signal: end.stop,
    });
    for (const line of farewellOf(moved, { target, picturesFolder, ownerId })) say(line);
  },
  "migrate",
  (error) =>
    error instanceof MayBeMoved
      ? "It may have been moved, or not."
      : "Nothing was moved, and all is as it was.",
  (env) => {
    formerUrl = env["DATABASE_URL"];
    // What is read from the environment is how it will be there.
    if (given?.to) env["DATABASE_URL"] = given.to;
  },
);

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        to: { type: "string" },
        owner: { type: "string" },
        pictures: { type: "string" },
      },
    });
    return values;
  } catch {
    return null;
  }
}

function refuseMisfits(
  config: Config,
  { ownerId, picturesFolder }: { ownerId: string | null; picturesFolder: string | null },
): void {
  if (formerUrl !== undefined && formerUrl !== "" && formerUrl !== given?.to)
    throw new CannotStart(
      "DATABASE_URL is set, so this Bunch already works on a server. From one server to another: npm run backup, then npm run restore (docs/backup.md).",
    );
  if (!existsSync(join(config.dataDir, "postgres")))
    throw new CannotStart(
      `There is nothing to move: ${config.dataDir} holds no database. Set DATA_DIR to the folder that your server uses.`,
    );
  if (config.supabase && ownerId === null)
    throw new CannotStart(
      "With SUPABASE_URL people sign in, and every batch belongs to somebody: say who has those of here with --owner <user id>; it stands in the dashboard under Authentication, Users.",
    );
  if (!config.supabase && ownerId !== null)
    throw new CannotStart(
      "--owner is for where people sign in. Set SUPABASE_URL and its keys too, or leave it out.",
    );
  if (ownerId !== null && !uuid.test(ownerId))
    throw new CannotStart(
      "--owner wants the id of a person, such as 8c1b1e0a-3f5e-4b1c-9a43-0d1f6c2b7a11.",
    );
  if (config.supabase && picturesFolder !== null)
    throw new CannotStart("With SUPABASE_URL pictures go to Storage. Leave --pictures out.");
}

/** The Bunch that is moved: all of it in its data folder. */
function asEmbedded(config: Config): Config {
  return {
    ...config,
    databaseUrl: undefined,
    databaseUrlApi: undefined,
    databaseUrlWorker: undefined,
    redisUrl: undefined,
    supabase: undefined,
  };
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
