import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);
const source = fileURLToPath(new URL("free-port.ts", import.meta.url));

test("two processes that ask at once are never given the same port, nor one that a system hands out by itself", async () => {
  const program = `import { freePort } from ${JSON.stringify(source)};
    const ports = [];
    for (let asked = 0; asked < 40; asked += 1) ports.push(await freePort());
    console.log(JSON.stringify(ports));`;
  const answers = await Promise.all(
    [1, 2].map(() => run(process.execPath, ["--input-type=module-typescript", "-e", program])),
  );
  const ports = answers.flatMap(({ stdout }) => JSON.parse(stdout) as number[]);
  expect(ports).toHaveLength(80);
  expect(new Set(ports).size).toBe(80);
  for (const port of ports) expect(port).toBeLessThan(32_768);
});

test("a port on which somebody listens is passed over", async () => {
  const next = (await freePort()) + 1;
  const taken = createServer().listen(next, "127.0.0.1");
  await once(taken, "listening");
  expect(await freePort()).not.toBe(next);
  taken.close();
});
