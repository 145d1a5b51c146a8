import { expect, test } from "vitest";
import { served } from "../http/one-call.fixture.ts";
import { startRawServer } from "../http/raw-server.fixture.ts";
import { createOnceFetch } from "./once-fetch.ts";
import { outcomeOfError } from "./sdk-outcome.ts";

const busy = "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n";

test("I3: a package that would ask a second time is stopped, while a question may be put again", async () => {
  const server = await served((socket) => socket.end(busy));
  const once = createOnceFetch("");
  const post = () => once.fetch(`${server.url}/draw`, { method: "POST", body: "{}" });
  expect((await post()).status).toBe(503);
  await expect(post()).rejects.toThrow(/paid twice/u);
  await once.fetch(`${server.url}/state`);
  await once.fetch(new Request(`${server.url}/state`));
  expect(server.requests.map((one) => one.split(" ")[0])).toEqual(["POST", "GET", "GET"]);
  expect(once.nothingLeft()).toBe(false);
});

test("R9: what never stood is told from what broke, and from what was never tried", async () => {
  const unused = createOnceFetch("");
  expect([unused.wasUsed(), unused.nothingLeft()]).toEqual([false, false]);
  const closed = await startRawServer(() => {});
  await closed.stop();
  const refused = createOnceFetch("");
  await expect(refused.fetch(closed.url, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(refused.nothingLeft()).toBe(true);
  const breaking = await served((socket) => socket.destroy());
  const broken = createOnceFetch("");
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

const empty = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

test("R10: a request that was taken is told from one that was refused, and from a question", async () => {
  const server = await served((socket, request) =>
    socket.end(request.startsWith("POST /busy") ? busy : empty),
  );
  const once = createOnceFetch("");
  await once.fetch(`${server.url}/state`);
  await once.fetch(`${server.url}/busy`, { method: "POST" });
  expect(once.wasTaken()).toBe(false);
  await once.fetch(`${server.url}/draw`, { method: "POST" });
  expect(once.wasTaken()).toBe(true);
});

test("K6: what an answer names elsewhere is asked without the key, and nothing but the internet is", async () => {
  const home = await served((socket) => socket.end(empty));
  const elsewhere = await served((socket) => socket.end(empty));
  const once = createOnceFetch("canary-key-0001");
  const headers = {
    authorization: "Bearer canary-key-0001",
    "x-key": "canary-key-0001",
    "x-a": "b",
  };
  await once.fetch(`${home.url}/draw`, { method: "POST", headers });
  await once.fetch(`${elsewhere.url}/1.png`, { headers });
  expect(home.requests[0]).toMatch(/canary-key-0001/u);
  expect(elsewhere.requests[0]).not.toMatch(/canary-key-0001/u);
  expect(elsewhere.requests[0]).toMatch(/^x-a: b/imu);
  for (const url of ["http://169.254.169.254/", "http://localhost:1/", "https://10.0.0.1/"])
    await expect(once.fetch(url, { headers }), url).rejects.toThrow(/is not asked/u);
});
