import { mkdtemp, rm, symlink } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pathOf } from "@bunch/contracts/routes";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../../../tools/testing/until.ts";
import { runCommand, startCommand } from "./testing/run-command.ts";

const bin = fileURLToPath(new URL("../bin/bunch.mjs", import.meta.url));
/** Makes Node say that it is an old one, as many machines' own is. */
const asOld = [
  "--import",
  `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"18.20.0"}})`,
];

async function linked(): Promise<{ cwd: string; link: string }> {
  const cwd = await mkdtemp(join(tmpdir(), "bunch-launch-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const link = join(cwd, "bunch");
  await symlink(bin, link);
  return { cwd, link };
}

test.each([
  ["today's", []],
  ["an old", asOld],
])(
  "%s Node runs it through a link from any folder, with words and exit status",
  async (_, flags) => {
    const { cwd, link } = await linked();
    const version = await runCommand(["--version"], { cwd, program: [...flags, link] });
    expect(version).toMatchObject({ status: 0, stdout: "0.1.0\n", stderr: "" });
    const wrong = await runCommand(["batch", "rnu", "a b"], { cwd, program: [...flags, link] });
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain("There is no command rnu. Did you mean run?");
  },
);

test("C7: an old Node passes Ctrl-C on, and its death ends the command too", async () => {
  const { cwd, link } = await linked();
  // It waits for a server that says what it is and nothing else: a minute, where it would give up a stranger after seconds.
  let asked = 0;
  const silent = createServer((request, response) => {
    if (request.url === pathOf("health"))
      response.end(JSON.stringify({ success: true, data: { status: "ok" } }));
    else asked += 1;
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  await new Promise((resolve) => silent.once("listening", resolve));
  const address = silent.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const words = ["batch", "list", "--server", `http://127.0.0.1:${port}`];
  const start = () => startCommand(words, { cwd, program: [...asOld, link] });

  const interrupted = start();
  await until("it asks", () => asked === 1);
  interrupted.kill("SIGINT");
  expect(await interrupted.ended).toMatchObject({ status: 130 });

  const killed = start();
  await until("it asks", () => asked === 2);
  killed.kill("SIGKILL");
  // Its streams close only when the command behind it has ended too.
  const endedMs = performance.now();
  await killed.ended;
  expect(performance.now() - endedMs).toBeLessThan(15_000);
});
