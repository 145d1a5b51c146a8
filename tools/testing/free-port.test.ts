import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "./free-port.ts";

const source = fileURLToPath(new URL("free-port.ts", import.meta.url));

/** The ports that a process of its own is given; it lives on until the test is over, as those do that ask at once. */
async function portsOfAnother(before: string): Promise<number[]> {
  const program = `${before}
    const { freePort } = await import(${JSON.stringify(source)});
    const ports = [];
    for (let asked = 0; asked < 40; asked += 1) ports.push(await freePort());
    console.log(JSON.stringify(ports));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return JSON.parse(String(line)) as number[];
}

test.each([
  ["", ""],
  [
    ", also where both begin to look at the same place",
    'Object.defineProperty(process, "pid", { value: 4711 });',
  ],
])(
  "two processes that ask at once are never given the same port, nor one that a system hands out by itself%s",
  async (_, before) => {
    const ports = (await Promise.all([1, 2].map(() => portsOfAnother(before)))).flat();
    expect(ports).toHaveLength(80);
    expect(new Set(ports).size).toBe(80);
    for (const port of ports) expect(port).toBeLessThan(32_768);
  },
);

test("a port on which somebody listens is passed over", async () => {
  const next = (await freePort()) + 1;
  const taken = createServer().listen(next, "127.0.0.1");
  await once(taken, "listening");
  expect(await freePort()).not.toBe(next);
  taken.close();
});
