import { CannotStart } from "@bunch/core/cannot-start";
import { resolve } from "node:path";
import { restore } from "../wiring/backups.ts";
import { begin } from "./begin.ts";

/** `npm run restore -- folder`: a backup into an empty data folder, and an empty database where DATABASE_URL names one. */
await begin(
  async ({ config, end }) => {
    const given = process.argv[2];
    if (given === undefined)
      throw new CannotStart("Which backup? Name its folder: npm run restore -- <folder>");
    const { manifest, paused } = await restore(config, {
      folder: resolve(given),
      say,
      signal: end.stop,
    });
    say(`Restored into ${config.dataDir}, as it was at ${manifest.taken_at}.`);
    if (paused > 0)
      say(
        `${paused} unfinished ${paused === 1 ? "batch is" : "batches are"} paused: some of their pictures may have been drawn and paid for since then. Nothing is called until you resume them.`,
      );
    if (manifest.encryption_key === "in the environment" && !config.encryptionKey)
      say("Set ENCRYPTION_KEY to the one of then, or the stored API keys cannot be opened.");
    say("Start it with npm start.");
  },
  "migrate",
  "Nothing was restored.",
);

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
