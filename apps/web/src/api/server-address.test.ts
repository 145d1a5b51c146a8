import { expect, test } from "vitest";
import { serverAddress } from "./server-address.ts";

test.each([
  ["http://localhost:3000/api", "http://localhost:3000"],
  ["http://localhost:3000/api/", "http://localhost:3000"],
  ["http://localhost:3000/", "http://localhost:3000"],
  ["http://localhost:3000", "http://localhost:3000"],
  ["https://pictures.example/bunch/api", "https://pictures.example/bunch"],
  ["https://pictures.example/apis", "https://pictures.example/apis"],
  ["/api", ""],
  ["", ""],
  [undefined, ""],
])("the server's address %j is taken as %j", (written, address) => {
  expect(serverAddress(written)).toBe(address);
});
