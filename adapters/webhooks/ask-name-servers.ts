import { type LookupAddress, Resolver } from "node:dns";
import type { NameLookup } from "./receiver-gate.ts";

/**
 * Asks the system's name servers where a name leads, without the few threads in which the system's own way waits: these
 * write pictures to the disk too, and somebody's slow name must not keep them. What stands in the hosts file is not known here.
 */
export function askNameServers(given: { servers?: readonly string[] } = {}): NameLookup {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (given.servers) resolver.setServers(given.servers);
  return (hostname, _options, callback) => {
    const found: LookupAddress[] = [];
    let why: Error | null = null;
    let waiting = 2;
    const heard = (family: 4 | 6) => (error: Error | null, addresses: string[]) => {
      if (error) why ??= error;
      else found.push(...addresses.map((address) => ({ address, family })));
      waiting -= 1;
      if (waiting > 0) return;
      callback(
        found.length === 0 ? why : null,
        found.toSorted((one, other) => one.family - other.family),
      );
    };
    resolver.resolve4(hostname, heard(4));
    resolver.resolve6(hostname, heard(6));
  };
}
