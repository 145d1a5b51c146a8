import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** What is allowed beyond https to port 443 in the open internet. */
export type WebhookPolicy = { http: boolean; anyPort: boolean; privateNetworks: boolean };

/** As `dns.lookup` with `all`. */
export type NameLookup = (
  hostname: string,
  options: { all: true; verbatim: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** Says of addresses, at each stage on the way to a receiver, whether it may go on. */
export type ReceiverGate = {
  /** By what stands in it: scheme, port, name or number. */
  read(address: string): { url: URL } | { refused: string };
  /** By where its name leads just now; null where that is well. */
  refusalOfName(hostname: string, withinMs: number): Promise<string | null>;
  /** Looks a name up for a socket, and gives it no private address: it connects to what was looked at, nothing else. */
  lookup: LookupFunction;
  /** Whether a socket may be spoken to that has come to be connected to this. */
  mayReach(address: string | undefined): boolean;
};

/** Thrown into a connection that must not be made. */
export class RefusedReceiver extends Error {
  override name = "RefusedReceiver";
}

const allowPrivate = "Whoever runs this server can allow it with private in WEBHOOKS_ALLOW.";

export function openReceiverGate(policy: WebhookPolicy, lookUp: NameLookup): ReceiverGate {
  const mayReach = (address: string | undefined) =>
    address !== undefined && (policy.privateNetworks || isPublicAddress(address));
  return {
    mayReach,

    read(address) {
      const url = URL.parse(address.trim());
      if (!url || !/^https?:$/.test(url.protocol))
        return refuse("That is no address of a receiver. Give one like https://example.com/hook.");
      if (url.protocol === "http:" && !policy.http)
        return refuse(
          "Receivers are called by https alone, as anybody on the way could read and change what goes by http. Give an address that begins with https; whoever runs this server can allow the other with http in WEBHOOKS_ALLOW.",
        );
      if (url.username !== "" || url.password !== "")
        return refuse(
          "An address with a name or password in it is not called. Leave them out: by the signature the receiver knows who calls.",
        );
      if (url.port !== "" && !policy.anyPort)
        return refuse(
          `Receivers are called at their usual port alone, not at ${url.port}. Leave it out; whoever runs this server can allow others with ports in WEBHOOKS_ALLOW.`,
        );
      const number = url.hostname.replace(/^\[|\]$/g, "");
      if (isIP(number) !== 0 && !mayReach(number))
        return refuse(
          `${url.hostname} does not lie in the open internet, and nothing else is called. ${allowPrivate}`,
        );
      url.hash = "";
      return { url };
    },

    async refusalOfName(hostname, withinMs) {
      // What may be reached anywhere need not be known yet.
      if (policy.privateNetworks) return null;
      const { promise, resolve } = Promise.withResolvers<string | null>();
      const timer = setTimeout(() => resolve(unknownName(hostname)), withinMs);
      lookUp(hostname, { all: true, verbatim: true }, (error, addresses) => {
        if (error || addresses.length === 0) resolve(unknownName(hostname));
        else if (addresses.every(({ address }) => mayReach(address))) resolve(null);
        // Not where to: that is for those alone who see that network's names.
        else resolve(privateName(hostname));
      });
      return promise.finally(() => clearTimeout(timer));
    },

    lookup(hostname, options, callback) {
      lookUp(hostname, { all: true, verbatim: true }, (error, addresses) => {
        const [first] = addresses ?? [];
        if (error || !first)
          return callback(error ?? new Error(`${hostname} leads nowhere`), "", 0);
        if (!addresses.every(({ address }) => mayReach(address)))
          return callback(new RefusedReceiver(privateName(hostname)), "", 0);
        if (options.all) return callback(null, addresses);
        return callback(null, first.address, first.family);
      });
    },
  };
}

const refuse = (refused: string) => ({ refused });

function unknownName(hostname: string): string {
  return `Nobody knows where ${hostname} is. Check how it is written, and that its name is set up.`;
}

function privateName(hostname: string): string {
  return `${hostname} leads into a private network, and nothing there is called. ${allowPrivate}`;
}
