import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { type Bunch, startBunch } from "../../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../../tools/testing/test-folder.ts";
import { startWatchedFront, type WatchedFront } from "../../watched-front.ts";
import { type BatchKind, recipes } from "./batches.ts";
import { furnishAccounts, furnishHistory } from "./furnish.ts";
import { type SignedIn, startSignedIn } from "./start-signed-in.ts";

/** Everything that the pages show: two servers, one of them with sign-in, a provider, and batches in every state. */
export type Stage = {
  emulator: Emulator;
  /** Where nobody signs in. */
  open: Bunch;
  /** The same through a proxy that may hold the line back. */
  front: WatchedFront;
  signedIn: SignedIn;
  /** A batch of a kind with prompts in a language, made when it is first asked for. */
  batch: (kind: BatchKind, language: "en" | "fr") => Promise<string>;
  /** The accounts and the administration with something in them. */
  accounts: () => Promise<void>;
  history: (language: "en" | "fr") => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts it with databases of its own on that server. */
export async function startStage(input: { postgres: string }): Promise<Stage> {
  const emulator = await startEmulator({
    revokeKeyAfterCalls: { "*dead": 5 },
    revokedKeys: ["*gone"],
  });
  const { connectionString, drop } = await createTestDatabase(input.postgres);
  const open = await startBunch({
    dataDir: await makeTestFolder(),
    buildWeb: true,
    env: {
      DATABASE_URL: connectionString,
      ENCRYPTION_KEY: "7c".repeat(32),
      GEMINI_BASE_URL: emulator.url,
      GENERATION_TIMEOUT_MS: "3600000",
      // What is kept under way for the pictures holds a slot for good, in two languages.
      WORKER_CONCURRENCY: "40",
    },
  });
  // Not beside the first, which may have to build the pages.
  const signedIn = await startSignedIn({ ...input, emulatorUrl: emulator.url });
  const front = await startWatchedFront(open.url);
  const made = new Map<string, Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, each once: a batch that the emulator's script is for is drawn alone. */
  const once = <Made>(name: string, make: () => Promise<Made>): Promise<Made> => {
    const known = made.get(name) as Promise<Made> | undefined;
    if (known) return known;
    const making = last.catch(() => null).then(make);
    made.set(name, making);
    // What was not to be had once may be the next time.
    making.catch(() => made.delete(name));
    last = making;
    return making;
  };
  return {
    emulator,
    open,
    front,
    signedIn,
    batch: (kind, language) =>
      once(`${kind} ${language}`, () => recipes[kind]({ client: open.client, emulator, language })),
    accounts: () => once("accounts", () => furnishAccounts(signedIn)),
    history: (language) => once(`history ${language}`, () => furnishHistory(signedIn, language)),
    stop: async () => {
      // What hangs would be waited for.
      emulator.release();
      await front.close();
      await Promise.all([open.stop(), signedIn.stop()]);
      await emulator.stop();
      await drop();
    },
  };
}
