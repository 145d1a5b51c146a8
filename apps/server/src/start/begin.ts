import { type Config, readConfig } from "../config.ts";
import { ConfigError } from "../read-variables.ts";
import { loadDotEnv } from "../load-dot-env.ts";
import { createLogs } from "../log/create-logs.ts";
import { createSecretList } from "../log/secret-list.ts";
import { listenForEnd } from "./listen-for-end.ts";

export type Begun = {
  config: Config;
  secrets: ReturnType<typeof createSecretList>;
  end: ReturnType<typeof listenForEnd>;
  logFor: (role: "server" | "worker") => ReturnType<typeof createLogs>;
};

/** What every process does first: read the environment, open its log, hear signals. Whatever is wrong ends it with a sentence. */
export async function begin(
  run: (begun: Begun) => Promise<void>,
  read: () => Config = () => readConfig(process.env),
): Promise<void> {
  try {
    loadDotEnv(process.cwd());
    const config = read();
    const secrets = createSecretList(config.secrets);
    const logFor = (role: "server" | "worker") =>
      createLogs({ level: config.logLevel, folder: config.logDir, role, console: true, secrets });
    await run({ config, secrets, logFor, end: listenForEnd(config.shutdownGraceMs) });
  } catch (error) {
    tell(error);
    process.exitCode = 1;
  }
  // A connection that will not close must not keep an ended process alive.
  setTimeout(() => process.exit(), 5000).unref();
}

function tell(error: unknown): void {
  const known =
    error instanceof ConfigError ||
    (error instanceof Error &&
      /^(DataFolderBusy|EmbeddedPostgresUnavailable|EncryptionKeyUnusable|PortTaken)$/.test(
        error.name,
      ));
  const words = error instanceof Error ? (known ? error.message : error.stack) : String(error);
  process.stderr.write(`\nBunch cannot start.\n${words}\n\n`);
}
