import { addressOf, type Line } from "../http/line.ts";

/** Whose addresses may see the key: what is served at the line, and over TLS all hosts of the vendor's own domain. */
export type OwnPlace = { line: Line; domain: string | null };

/** The address of a path, or a whole one that is the vendor's own; null for every other: an answer must not decide who sees a key. */
export function ownAddress({ line, domain }: OwnPlace, where: string): URL | null {
  if (isPath(where)) return addressOf(line, where);
  const url = URL.parse(where);
  if (!url || url.username !== "" || url.password !== "") return null;
  if (url.origin === line.baseUrl.origin) return url;
  const isSecure =
    url.protocol === "https:" && url.port === "" && line.baseUrl.protocol === "https:";
  const isTheirs = (host: string) => domain !== null && host.endsWith(`.${domain}`);
  // Whoever serves it in the vendor's place, a proxy say, is not to be gone around.
  return isSecure && isTheirs(url.hostname) && isTheirs(line.baseUrl.hostname) ? url : null;
}

/** The same for an address of our own making: where it is not to be asked, its path is, at the line. */
export function ownOrAtLine(place: OwnPlace, where: string): URL {
  const own = ownAddress(place, where);
  if (own) return own;
  const { pathname, search } = new URL(where, place.line.baseUrl);
  return addressOf(place.line, `${pathname}${search}`);
}

function isPath(where: string): boolean {
  return where.startsWith("/") && !where.startsWith("//");
}

/** A place on the internet, as far as its address tells: a name, at the usual port, that is spoken to over TLS. */
export function isOnInternet({ protocol, username, password, port, hostname }: URL): boolean {
  const isName =
    /^(?!.*\.(?:local|localhost|internal|lan|home|corp)$)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/iu;
  return protocol === "https:" && username + password + port === "" && isName.test(hostname);
}
