import { once } from "node:events";
import { createServer } from "node:http";
import { answerRequest } from "./answer-request.ts";
import type { Bill, CallRecord } from "./bill.ts";
import { Clock } from "./clock.ts";
import { currentBill } from "./control.ts";
import { defaultOptions } from "./emulator-options.ts";
import { withOptions } from "./with-options.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { Provider } from "./provider.ts";

/** A running emulator, as a test holds it. */
export interface Emulator {
  /** What to give as GEMINI_BASE_URL. */
  url: string;
  bill(): Bill;
  calls(): CallRecord[];
  configure(change: Partial<EmulatorOptions>): EmulatorOptions;
  reset(): void;
  release(): number;
  stop(): Promise<void>;
}

const longestIdleMs = 240_000;

/** Starts Gemini's API on the loopback address, on any free port unless one is given; its clock is the real one, unless another is. */
export async function startEmulator({
  port = 0,
  clockMs,
  ...options
}: Partial<EmulatorOptions> & { port?: number; clockMs?: () => number } = {}): Promise<Emulator> {
  const provider = new Provider(withOptions(defaultOptions, options), new Clock(clockMs));
  const server = createServer(
    { requestTimeout: 0, keepAliveTimeout: longestIdleMs },
    (incoming, response) => {
      answerRequest(provider, incoming, response).catch((error: unknown) => {
        // A bug of the emulator's own must not look like a fault of the provider.
        process.stderr.write(`emulator: ${error instanceof Error ? error.stack : String(error)}\n`);
        response.destroy();
      });
    },
  );
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The emulator has no port.");
  provider.url = `http://127.0.0.1:${address.port}`;
  return {
    url: provider.url,
    bill: () => currentBill(provider),
    calls: () => structuredClone(provider.calls),
    configure: (change) => provider.configure(change),
    reset: () => provider.reset(),
    release: () => provider.release(),
    stop: async () => {
      provider.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
