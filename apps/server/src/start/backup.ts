import { CannotStart } from "@bunch/core/cannot-start";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { backUp } from "../wiring/backups.ts";
import { begin } from "./begin.ts";
import { bunchVersion } from "./bunch-version.ts";

/** `npm run backup [-- folder]`: everything as of one moment, while the server goes on or without one. */
await begin(
  async ({ config, end }) => {
    const now = new Date().toISOString().slice(0, 19).replace(/:/g, "-");
    const folder = resolve(process.argv[2] ?? join("backups", `${now}Z`));
    if (!config.databaseUrl && !existsSync(join(config.dataDir, "postgres")))
      throw new CannotStart(
        `There is nothing to back up: ${config.dataDir} holds no database. Set DATA_DIR to the folder that your server uses.`,
      );
    say(`Backing up to ${folder} ...`);
    const manifest = await backUp(config, {
      folder,
      bunchVersion: await bunchVersion(),
      say,
      signal: end.stop,
    });
    const { missing, damaged } = manifest.pictures;
    const lost = [...missing, ...damaged];
    if (lost.length > 0)
      say(
        `Warning: ${lost.length} pictures were missing or damaged already (${lost.slice(0, 3).join(", ")}${lost.length > 3 ? ", ..." : ""}); manifest.json lists them all. The rest is safe.`,
      );
    if (manifest.encryption_key === "in this backup")
      say("The key that opens the stored API keys is in it: keep the folder private.");
    if (manifest.encryption_key === "in the environment")
      say(
        "ENCRYPTION_KEY comes from the environment and is not in it: keep it elsewhere, stored API keys cannot be opened without it.",
      );
    say(`Done. To bring it back into an empty place: npm run restore -- "${folder}"`);
  },
  "migrate",
  "The backup was not made.",
);

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
