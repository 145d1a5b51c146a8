import { expect, test } from "vitest";
import { served } from "../http/one-call.fixture.ts";
import { startRawServer } from "../http/raw-server.fixture.ts";
import { createOnceFetch } from "./once-fetch.ts";
import { outcomeOfError } from "./sdk-outcome.ts";

const busy = "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n";

test("I3: a package that would ask a second time is stopped, while a question may be put again", async () => {
  const server = await served((socket) => socket.end(busy));
  const once = createOnceFetch();
  const post = () => once.fetch(`${server.url}/draw`, { method: "POST", body: "{}" });
  expect((await post()).status).toBe(503);
  await expect(post()).rejects.toThrow(/paid twice/u);
  await once.fetch(`${server.url}/state`);
  await once.fetch(new Request(`${server.url}/state`));
  expect(server.requests.map((one) => one.split(" ")[0])).toEqual(["POST", "GET", "GET"]);
  expect(once.nothingLeft()).toBe(false);
});

test("R9: what never stood is told from what broke, and from what was never tried", async () => {
  const unused = createOnceFetch();
  expect([unused.wasUsed(), unused.nothingLeft()]).toEqual([false, false]);
  const closed = await startRawServer(() => {});
  await closed.stop();
  const refused = createOnceFetch();
  await expect(refused.fetch(closed.url, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(refused.nothingLeft()).toBe(true);
  const breaking = await served((socket) => socket.destroy());
  const broken = createOnceFetch();
  await expect(broken.fetch(breaking.url, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(broken.nothingLeft()).toBe(false);
});

test("M18: what a package refuses before it sends is a wrong request, and a doubt once it may have sent", () => {
  const error = Object.assign(new Error("No size, please."), {
    name: "AI_UnsupportedFunctionalityError",
  });
  expect(outcomeOfError(error, false)).toMatchObject({ is: "error", status: 400, body: null });
  expect(outcomeOfError(error, true)).toBeNull();
  expect(outcomeOfError(new TypeError("x is not a function"), false)).toBeNull();
});
