import { CannotStart } from "@bunch/core/cannot-start";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { restore } from "../wiring/backups.ts";
import { begin } from "./begin.ts";

/** `npm run restore -- folder`: a backup into an empty data folder, and an empty database where DATABASE_URL names one. */
await begin(
  async ({ config, end }) => {
    const { folder, keepTokens } = readArguments();
    const { manifest, paused, revokedTokens } = await restore(config, {
      folder: resolve(folder),
      keepTokens,
      say,
      signal: end.stop,
    });
    say(`Restored into ${config.dataDir}, as it was at ${manifest.taken_at}.`);
    if (paused > 0)
      say(
        `${paused} unfinished ${paused === 1 ? "batch is" : "batches are"} paused: some of their pictures may have been drawn and paid for since then. Nothing is called until you resume them.`,
      );
    if (revokedTokens > 0)
      say(
        `${revokedTokens} API ${revokedTokens === 1 ? "token was" : "tokens were"} revoked, as some may have been revoked since that backup. Their owners make new ones (docs/api-tokens.md); --keep-tokens would have left them.`,
      );
    if (keepTokens)
      say(
        "API tokens are as they were then: those that were revoked since work again. Have their owners look at the list: GET /api/tokens.",
      );
    if (manifest.encryption_key === "in the environment" && !config.encryptionKey)
      say("Set ENCRYPTION_KEY to the one of then, or the stored API keys cannot be opened.");
    say("Start it with npm start.");
  },
  "migrate",
  "Nothing was restored.",
);

function readArguments(): { folder: string; keepTokens: boolean } {
  const usage = "npm run restore -- <folder> [--keep-tokens]";
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { "keep-tokens": { type: "boolean", default: false } },
    });
    const [folder, ...more] = positionals;
    if (folder === undefined) throw new CannotStart(`Which backup? Name its folder: ${usage}`);
    if (more.length > 0) throw new CannotStart(`One backup at a time: ${usage}`);
    return { folder, keepTokens: values["keep-tokens"] };
  } catch (cause) {
    if (cause instanceof CannotStart) throw cause;
    throw new CannotStart(`${(cause as Error).message} It is ${usage}`, { cause });
  }
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
