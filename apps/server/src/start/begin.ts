import { type Config, readConfig } from "../config.ts";
import { loadDotEnv } from "../load-dot-env.ts";
import { createLogs } from "../log/create-logs.ts";
import { createSecretList } from "../log/secret-list.ts";
import { listenForEnd } from "./listen-for-end.ts";
import { isAbort, wordsFor } from "./words-for.ts";

export type Begun = {
  config: Config;
  secrets: ReturnType<typeof createSecretList>;
  end: ReturnType<typeof listenForEnd>;
  logFor: (role: "server" | "worker") => ReturnType<typeof createLogs>;
};

/**
 * What every process does first: read the environment, open its log, hear signals. Whatever is wrong ends it with a
 * sentence. What `run` has opened is closed again in the opposite order, whether it came to its end or broke on the way.
 */
export async function begin(
  run: (begun: Begun, opened: AsyncDisposableStack) => Promise<void>,
  purpose: "serve" | "migrate" = "serve",
  /** What to say above the sentence of why it did not work. */
  inVain: string | ((error: unknown) => string) = "Bunch cannot start.",
  /** Changes what is set, `.env` included, before it is read. */
  amend: (env: NodeJS.ProcessEnv) => void = () => {},
): Promise<void> {
  let calledOff: AbortSignal | undefined;
  let known: Config | null = null;
  try {
    const lines = loadDotEnv(process.cwd());
    amend(process.env);
    const config = readConfig(process.env, purpose, lines);
    known = config;
    for (const warning of config.warnings) process.stderr.write(`Warning: ${warning}\n`);
    const secrets = createSecretList(config.secrets);
    await using opened = new AsyncDisposableStack();
    const logFor = (role: "server" | "worker") => {
      const logs = createLogs({
        level: config.logLevel,
        folder: config.logDir,
        role,
        console: true,
        secrets,
        rotation: config.logRotation,
      });
      opened.defer(logs.close);
      // Written before the process dies of it, so that whoever looks in the morning finds why.
      process.on("uncaughtExceptionMonitor", (err) =>
        logs.log.error(
          { err },
          "Bunch broke and ends; what was in flight is taken up at the next start.",
        ),
      );
      return logs;
    };
    const end = listenForEnd(config.shutdownGraceMs);
    calledOff = end.stop;
    await run({ config, secrets, logFor, end }, opened);
  } catch (error) {
    const isCalledOff = calledOff?.aborted === true && isAbort(error);
    const words = isCalledOff
      ? "It was called off before it was done."
      : `${typeof inVain === "string" ? inVain : inVain(error)}\n${wordsFor(error, known)}`;
    process.stderr.write(`\n${words}\n\n`);
    process.exitCode = 1;
  }
  // A connection that will not close must not keep an ended process alive.
  setTimeout(() => process.exit(), 5000).unref();
}
