import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Words } from "../words/en.ts";

/** The folder that `npm start` runs in. */
export const checkout = fileURLToPath(new URL("../../../..", import.meta.url));

/** Where the server is looked for. */
export type ServerAddress = {
  url: string;
  /** Whether it is this checkout's own, which may be started. */
  isOwn: boolean;
  port: string;
};

const usualPort = "3000";
const anyAddress: readonly string[] = ["0.0.0.0", "::", "localhost", "127.0.0.1", "[::]"];

/** The address given, else the one that `npm start` in this checkout would serve. */
export function serverAddress(
  words: Words,
  given: string | undefined,
  env: Record<string, string | undefined>,
): ServerAddress {
  const wish = given ?? env["BUNCH_URL"]?.trim();
  if (wish) {
    const url = URL.canParse(wish) ? new URL(wish) : null;
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search)
      throw new CannotGoOn(exitStatus.refused, "bad_server", words.notAnAddress(wish));
    const path = url.pathname.replace(/\/(api\/?)?$/, "");
    return { url: `${url.origin}${path}`, isOwn: false, port: url.port };
  }
  const own = settingOf(env);
  const port = own("PORT") ?? usualPort;
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    throw new CannotGoOn(exitStatus.refused, "bad_port", words.badPort(port));
  const host = own("HOST") ?? "localhost";
  const bare = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const name = anyAddress.includes(bare.toLowerCase()) ? "localhost" : bare;
  return { url: `http://${name}:${port}`, isOwn: true, port };
}

/** Where that server writes its logs. */
export function ownLogFolder(env: Record<string, string | undefined>): string {
  return resolve(checkout, settingOf(env)("LOG_DIR") ?? "logs");
}

/** After how much idleness that server is to end, where somebody has set it. */
export function ownIdleSeconds(env: Record<string, string | undefined>): string | undefined {
  return settingOf(env)("STOP_WHEN_IDLE_S");
}

/** A setting as the server will read it: the environment first, then the checkout's `.env`. */
function settingOf(env: Record<string, string | undefined>): (name: string) => string | undefined {
  let file: Record<string, string | undefined> = {};
  try {
    file = parseEnv(readFileSync(join(checkout, ".env"), "utf8"));
  } catch {
    // Most have none.
  }
  return (name) => (env[name] ?? file[name])?.trim() || undefined;
}
