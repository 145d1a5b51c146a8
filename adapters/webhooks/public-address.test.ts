import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./public-address.ts";

describe("H5: an IP address that is not of the open internet", () => {
  test.each([
    ["loopback", "127.0.0.1"],
    ["all of loopback", "127.255.255.254"],
    ["this machine, as 0.0.0.0", "0.0.0.0"],
    ["the rest of that network", "0.1.2.3"],
    ["private, 10", "10.0.0.1"],
    ["private, 172.16", "172.31.255.255"],
    ["private, 192.168", "192.168.1.1"],
    ["link-local, where clouds tell secrets", "169.254.169.254"],
    ["shared, behind a provider's NAT", "100.64.0.1"],
    ["multicast", "224.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["for benchmarks", "198.18.0.1"],
    ["for documents", "203.0.113.1"],
    ["reserved", "240.0.0.1"],
    ["loopback in IPv6", "::1"],
    ["unspecified in IPv6", "::"],
    ["unique local", "fd00::1"],
    ["unique local, the older half", "fc00::1"],
    ["link-local in IPv6", "fe80::1"],
    ["with a zone", "fe80::1%eth0"],
    ["site-local", "fec0::1"],
    ["multicast in IPv6", "ff02::1"],
    ["mapped", "::ffff:127.0.0.1"],
    ["mapped, in hexadecimal", "::ffff:7f00:1"],
    ["mapped and private", "::ffff:10.0.0.1"],
    ["IPv4-compatible", "::127.0.0.1"],
    ["translated (NAT64)", "64:ff9b::7f00:1"],
    ["6to4", "2002:7f00:1::"],
    ["Teredo", "2001:0:7f00:1::"],
    ["for documents in IPv6", "2001:db8::1"],
    ["no address at all", "localhost"],
    ["nothing", ""],
  ])("%s: %s", (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    "1.1.1.1",
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
  ])("%s is", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});
