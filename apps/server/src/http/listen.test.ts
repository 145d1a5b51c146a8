import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { startCommand } from "../start-command.ts";
import { listen } from "./listen.ts";

const app = (_request: unknown, response: { end: (text: string) => void }) => response.end("in");

test("a port that another program has is refused with the command for one that is free", async () => {
  const first = await listen({ app, host: "127.0.0.1", port: 0 });
  const second = listen({ app, host: "127.0.0.1", port: first.port });
  const refused = await second.then(
    () => null,
    (error: Error) => error,
  );
  expect(refused).toMatchObject({
    name: "PortTaken",
    message: expect.stringMatching(
      new RegExp(
        `^Port ${first.port} is taken by another program, which is not Bunch\\. Stop it, or start Bunch on another port: PORT=\\d+ npm `,
      ),
    ),
  });
  const free = Number(/PORT=(\d+)/.exec(refused?.message ?? "")?.[1]);
  const third = await listen({ app, host: "127.0.0.1", port: free });
  expect(third.port).toBe(free);
  expect(first.url).toBe(`http://localhost:${first.port}`);
  await Promise.all([first.close(0), third.close(0)]);
});

test("a port that another Bunch has is told with its address", async () => {
  const health = (_request: unknown, response: { end: (text: string) => void }) =>
    response.end('{"success":true,"data":{"status":"ok","version":"9.9.9"}}');
  const first = await listen({ app: health, host: "127.0.0.1", port: 0 });
  await expect(listen({ app, host: "127.0.0.1", port: first.port })).rejects.toThrow(
    `is taken by another Bunch, with a data folder of its own. Open http://localhost:${first.port}/nano-banana`,
  );
  await first.close(0);
});

test("a stranger that takes a connection and says nothing keeps nobody waiting", async () => {
  const mute = createServer().listen(0, "127.0.0.1");
  await once(mute, "listening");
  const address = mute.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const startedMs = performance.now();
  await expect(listen({ app, host: "127.0.0.1", port })).rejects.toThrow("which is not Bunch");
  expect(performance.now() - startedMs).toBeLessThan(5000);
  mute.close();
});

test("an address that this machine has not is told with the mend", async () => {
  await expect(listen({ app, host: "192.0.2.1", port: 0 })).rejects.toThrow(
    "This machine has no address 192.0.2.1. Set HOST to 127.0.0.1.",
  );
});

test("the command fits the system and the script", () => {
  const on = (platform: NodeJS.Platform, script: string) =>
    startCommand("PORT=3001", { platform, script });
  expect(on("linux", "start")).toBe("PORT=3001 npm start");
  expect(on("darwin", "server")).toBe("PORT=3001 npm run server");
  expect(on("win32", "start")).toBe(
    '$env:PORT="3001"; npm start  (in PowerShell), or  set PORT=3001&& npm start  (in cmd)',
  );
});

test("closing lets what is under way end and cuts it after its time", async () => {
  const asked = Promise.withResolvers<void>();
  const server = await listen({ app: () => asked.resolve(), host: "127.0.0.1", port: 0 });
  const hanging = fetch(`http://127.0.0.1:${server.port}/`).catch((error: Error) => error);
  await asked.promise;
  await server.close(30);
  expect(await hanging).toBeInstanceOf(Error);
});
