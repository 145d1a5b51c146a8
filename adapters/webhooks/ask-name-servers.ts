import { Resolver } from "node:dns/promises";
import type { NameLookup } from "./receiver-gate.ts";

/**
 * Asks the system's name servers where a name leads, without the few threads in which the system's own way waits: these
 * write pictures to the disk too, and somebody's slow name must not keep them. What stands in the hosts file is not known here.
 */
export function askNameServers(given: { servers?: readonly string[] } = {}): NameLookup {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (given.servers) resolver.setServers(given.servers);
  return (hostname, _options, callback) => {
    void Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]).then(
      ([four, six]) => {
        const addresses = [
          ...(four.status === "fulfilled" ? four.value : []).map((address) => ({
            address,
            family: 4,
          })),
          ...(six.status === "fulfilled" ? six.value : []).map((address) => ({
            address,
            family: 6,
          })),
        ];
        const why: unknown = four.status === "rejected" ? four.reason : null;
        callback(addresses.length === 0 && why instanceof Error ? why : null, addresses);
      },
    );
  };
}
