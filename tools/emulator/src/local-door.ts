import type { IncomingMessage } from "node:http";
import type { Provider } from "./provider.ts";

/** Tells whether a server of one's own lets a caller in: it asks for nothing unless it was told which keys are good. */
export function letsIn(provider: Provider, key: string | null): boolean {
  return key === null ? provider.options.acceptedKeys === null : provider.keyIsGood(key);
}

/** The name and password of a caller, as in "me:secret", or null where none came. */
export function basicKeyOf(incoming: IncomingMessage): string | null {
  const given = /^Basic ([\w+/=-]+)$/iu.exec(incoming.headers.authorization ?? "")?.[1];
  return given === undefined ? null : Buffer.from(given, "base64").toString("utf8");
}
