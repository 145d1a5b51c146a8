import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { bodyOf } from "../test/raw-call.ts";

test("the command says how to use it, draws slowly in the provider's format, and ends with its bill", async () => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    [main, "--port", "0", "--options", '{"retryDelaySeconds": 4}'],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve) => {
    reader.on("line", (line) => {
      lines.push(line);
      const found = /GEMINI_BASE_URL=(\S+) npm start/u.exec(line)?.[1];
      if (found) resolve(found);
    });
  });
  const startMs = performance.now();
  const reply = await fetch(`${url}/v1beta/models/gemini-nano-banana-2.1:generateContent`, {
    method: "POST",
    headers: { "x-goog-api-key": "AIza-any" },
    body: JSON.stringify(bodyOf("a fox")),
  });
  expect(await reply.text()).toContain('"mimeType": "image/jpeg"');
  expect(performance.now() - startMs).toBeGreaterThan(790);
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number | null];
  expect(code).toBe(0);
  expect(lines.join("\n")).toMatch(/1 calls, 1 billed, \$0\.0\d+/u);
});
