import { isIP } from "node:net";
import type { Variables } from "./read-variables.ts";

const variable = "TRUST_PROXY";
const mostProxies = 20;
/** Names of ranges, as Express knows them. */
const ranges: readonly string[] = ["loopback", "linklocal", "uniquelocal"];

/** Whose X-Forwarded-For is believed: a number of proxies in front, or their addresses and subnets; undefined for nobody's. */
export function readTrustProxy(read: Variables): number | readonly string[] | undefined {
  const given = read.text(variable);
  if (given === undefined || given === "0") return undefined;
  if (/^\d+$/.test(given) && Number(given) <= mostProxies) return Number(given);
  const places = given.split(",").map((part) => part.trim());
  const wrong = places.find((place) => !isPlace(place));
  if (wrong === undefined) return places;
  read.refuse(
    variable,
    `"${wrong}" is no proxy. Set how many of yours stand in front of this server (1 to ${mostProxies}), or their addresses and subnets with commas between, such as 10.0.0.0/8, 203.0.113.7. Without a proxy leave it out: whoever is believed can give any address.`,
  );
  return undefined;
}

function isPlace(place: string): boolean {
  if (ranges.includes(place)) return true;
  const [address = "", bits, ...rest] = place.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  // All addresses at once would be everybody.
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128);
}
