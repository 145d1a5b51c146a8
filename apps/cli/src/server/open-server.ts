import { type Client, createClient, RequestRefused } from "@bunch/contracts/client";
import type { ModelList } from "@bunch/contracts/model";
import { pathOf } from "@bunch/contracts/routes";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { style } from "../terminal/style.ts";
import type { Words } from "../words/en.ts";
import { plainFetch } from "./plain-fetch.ts";
import { probeServer } from "./probe-server.ts";
import { serverAddress, type ServerAddress } from "./server-address.ts";
import { startServer } from "./start-server.ts";

/** A server that answers. */
export type Server = { address: ServerAddress; client: Client; models: ModelList };

const tries = 3;
const stillHereMs = 15_000;

/** Finds the server, or starts this checkout's own where none runs. */
export async function openServer(input: {
  terminal: Terminal;
  words: Words;
  given: string | undefined;
  env: Record<string, string | undefined>;
  signal: AbortSignal;
}): Promise<Server> {
  const { words, env, signal } = input;
  const address = serverAddress(words, input.given, env);
  const token = env["BUNCH_TOKEN"]?.trim();
  const client = createClient({
    baseUrl: address.url,
    fetch: plainFetch,
    ...(token && { accessToken: async () => token }),
  });
  for (let attempt = 1; ; attempt += 1) {
    await findOrStart(input, address);
    try {
      const models = await client.models(signal);
      if (address.isOwn) keepAwake(address, signal);
      return { address, client, models };
    } catch (error) {
      // One that was just ending for want of work: the next look starts another.
      const isGone = error instanceof RequestRefused && error.status === 0;
      if (!isGone || !address.isOwn || attempt === tries) throw error;
    }
  }
}

async function findOrStart(
  input: Parameters<typeof openServer>[0],
  address: ServerAddress,
): Promise<void> {
  const { terminal, words, env, signal } = input;
  const { url, isOwn } = address;
  const refuse = (code: string, sentence: string) =>
    new CannotGoOn(exitStatus.error, code, sentence);
  const found = await probeServer(url, signal);
  switch (found.who) {
    case "bunch":
      return;
    case "stranger":
      throw refuse("not_bunch", words.stranger(url, otherPort(address.port), isOwn));
    case "silent":
      throw refuse("not_bunch", words.silent(url));
    case "closed":
      throw refuse("forbidden_origin", found.message);
    case "nobody":
      if (!isOwn) throw refuse("no_server", words.nobody(url));
      terminal.say(style.dim(words.starting));
      await startServer({ address, words, env, signal });
      terminal.say(style.dim(words.started(url)));
      return;
    default:
      throw new Error(`Unknown ${String(found satisfies never)}`);
  }
}

/** A server that ends when nobody needs it must not end while a person thinks about a question. */
function keepAwake(address: ServerAddress, signal: AbortSignal): void {
  const timer = setInterval(() => {
    void plainFetch(`${address.url}${pathOf("health")}`, { signal })
      .then((answer) => answer.body?.cancel())
      .catch(() => {});
  }, stillHereMs);
  timer.unref();
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

function otherPort(port: string): string {
  return String(Number(port || "3000") + 100);
}
