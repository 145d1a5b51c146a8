import { expect, test } from "vitest";
import { createLine } from "../http/line.ts";
import { ownAddress, ownOrAtLine } from "./own-address.ts";

const placeAt = (baseUrl: string) => ({
  line: createLine({
    baseUrl,
    setting: { variable: "X_BASE_URL", example: "https://api.example.com", version: "" },
  }),
  domain: "example.com",
});
const own = placeAt("https://api.example.com");

test.each([
  ["/v1/jobs/1?id=2", "https://api.example.com/v1/jobs/1?id=2"],
  ["https://api.example.com/v1/jobs/1", "https://api.example.com/v1/jobs/1"],
  ["https://api.eu1.example.com/v1/jobs/1", "https://api.eu1.example.com/v1/jobs/1"],
])("F24: the key goes to %s", (where, address) => {
  expect(ownAddress(own, where)?.href).toBe(address);
});

test.each([
  "https://example.com.evil.org/v1",
  "https://evilexample.com/v1",
  "http://api.eu1.example.com/v1",
  "https://api.eu1.example.com:8443/v1",
  "https://user@api.eu1.example.com/v1",
  "//evil.org/v1",
  "file:///etc/passwd",
  "no address",
])("F24: the key never goes to %s", (where) => {
  expect(ownAddress(own, where)).toBeNull();
});

test("F24: whoever serves it in the vendor's place is asked in place of the vendor's regions", () => {
  const proxy = placeAt("http://127.0.0.1:4010/vendor");
  const region = "https://api.eu1.example.com/v1/jobs?id=7";
  expect(ownAddress(proxy, region)).toBeNull();
  expect(ownOrAtLine(proxy, region).href).toBe("http://127.0.0.1:4010/vendor/v1/jobs?id=7");
});
