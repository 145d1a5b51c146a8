import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contentOf } from "./download-file.ts";

let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const hasToken = request.headers.authorization === "Bearer one";
    if (request.url === "/list.csv" && hasToken) return void response.end("a,b");
    if (request.url === "/cut.csv")
      return void response.writeHead(200, { "content-length": "9" }).write("a,", () => {
        response.destroy();
      });
    const error = { code: "not_found", message: "There is no such batch." };
    if (request.url === "/gone.csv")
      return void response.writeHead(404).end(JSON.stringify({ success: false, error }));
    response.writeHead(502).end("<html>Bad gateway</html>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string) =>
  contentOf({ signedIn: async () => ({ authorization: "Bearer one" }) }, `${base}${path}`);

test("a list comes with the token of whoever asks", async () => {
  expect(await (await get("/list.csv")).text()).toBe("a,b");
});

test.each([
  ["the server's refusal", "/gone.csv", { status: 404, error: { code: "not_found" } }],
  ["a gateway's page", "/other.csv", { status: 502, error: { code: "not_ready" } }],
  ["a connection that breaks in the middle", "/cut.csv", { status: 0 }],
])("a list that does not come says why: %s", async (_, path, why) => {
  await expect(get(path)).rejects.toMatchObject(why);
});

test("no server at all is told as one that does not answer", async () => {
  const nobody = contentOf({ signedIn: null }, "http://127.0.0.1:1/list.csv");
  await expect(nobody).rejects.toMatchObject({ status: 0 });
});
