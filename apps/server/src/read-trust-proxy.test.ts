import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { ConfigError } from "./read-variables.ts";

const trusted = (TRUST_PROXY: string) => readConfig({ TRUST_PROXY }).trustProxy;

test.each([
  ["", undefined],
  ["0", undefined],
  ["1", 1],
  ["3", 3],
  ["10.0.0.1", ["10.0.0.1"]],
  ["10.0.0.0/8, 203.0.113.7 ,::1", ["10.0.0.0/8", "203.0.113.7", "::1"]],
  ["loopback,fd00::/8", ["loopback", "fd00::/8"]],
])("U22: TRUST_PROXY=%s is read", (given, read) => {
  expect(trusted(given)).toEqual(read);
});

test("U22: nobody's word is taken unless it is said", () => {
  expect(readConfig({}).trustProxy).toBeUndefined();
});

test.each([
  "true",
  "all",
  "-1",
  "21",
  "1.5",
  "10.0.0",
  "10.0.0.0/33",
  "0.0.0.0/0",
  "::/0",
  "10.0.0.0/8/8",
  "10.0.0.0/",
  "10.0.0.1,",
  "proxy.example.com",
])("U22: TRUST_PROXY=%s is refused with what to set", (given) => {
  expect(() => trusted(given)).toThrow(ConfigError);
  expect(() => trusted(given)).toThrow(/TRUST_PROXY: ".*" is no proxy\. Set how many/);
});
