import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

const listenFile = new URL("listen-for-end.ts", import.meta.url).href;

test("F9: a process that hangs after its grace time is over ends all the same", async () => {
  const script = `
    import { listenForEnd } from ${JSON.stringify(listenFile)};
    const end = listenForEnd(100, 200);
    end.stop.addEventListener("abort", () => console.log("stop"));
    end.leave.addEventListener("abort", () => console.log("leave"));
    // A query to a database that hangs keeps a process alive like this.
    setInterval(() => {}, 1000);
    console.log("listening");`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
  expect(said.trim().split("\n")).toEqual(["listening", "stop", "leave"]);
});
