import { expect, test } from "vitest";
import { listen } from "./listen.ts";

const app = (_request: unknown, response: { end: (text: string) => void }) => response.end("in");

test("a taken port is refused with the mend", async () => {
  const first = await listen({ app, host: "127.0.0.1", port: 0 });
  const second = listen({ app, host: "127.0.0.1", port: first.port });
  await expect(second).rejects.toMatchObject({
    name: "PortTaken",
    message: `Port ${first.port} is taken by another program. Stop it, or set PORT to another number.`,
  });
  expect(first.url).toBe(`http://localhost:${first.port}`);
  await first.close(0);
});

test("closing lets what is under way end and cuts it after its time", async () => {
  const asked = Promise.withResolvers<void>();
  const server = await listen({ app: () => asked.resolve(), host: "127.0.0.1", port: 0 });
  const hanging = fetch(`http://127.0.0.1:${server.port}/`).catch((error: Error) => error);
  await asked.promise;
  await server.close(30);
  expect(await hanging).toBeInstanceOf(Error);
});
