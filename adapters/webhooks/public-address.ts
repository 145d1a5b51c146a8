import ipaddr from "ipaddr.js";

const globalUnicast = ipaddr.IPv6.parse("2000::");

/**
 * Whether an IP address lies in the open internet. Told by what is allowed: private, loopback, link-local, shared (CGNAT),
 * multicast, reserved and documentation ranges are not, nor is an IPv6 address that holds an IPv4 one of them, or any, in a
 * form other than the mapped one.
 */
export function isPublicAddress(address: string): boolean {
  // A zone names a wire of this machine.
  if (!ipaddr.isValid(address) || address.includes("%")) return false;
  const one = ipaddr.process(address);
  if (one.range() !== "unicast") return false;
  return one.kind() === "ipv4" || (one as ipaddr.IPv6).match(globalUnicast, 3);
}
