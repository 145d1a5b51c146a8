import { mkdir, open, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { ApiError, GoogleGenAI } from "@google/genai";
import { apiKey } from "./prompts.ts";
import type { ScriptAccount, ScriptTask } from "./script-task.ts";

// What somebody writes in ten minutes: the vendor's library, a pool or chunks, one file a picture. It pays again after a
// crash, and knows no limit, no cap and no reason. Started with the address and the folder; the task comes as a line.

const mostJitteredTries = 10;
const mostNaiveTries = 3;
const naiveWaitMs = 2000;

const [baseUrl = "", folder = ""] = process.argv.slice(2);
const ai = new GoogleGenAI({
  apiKey,
  apiVersion: "v1beta",
  httpOptions: { baseUrl },
});
await mkdir(folder, { recursive: true });
const input = createInterface({ input: process.stdin });
const nextLine = () =>
  new Promise<string>((resolve) => {
    input.once("line", resolve);
  });
console.log("awake");
const task = JSON.parse(await nextLine()) as ScriptTask;
const account: ScriptAccount = { makespanMs: 0, keptAtMs: [], givenUp: 0 };

async function draw(prompt: string, place: number): Promise<void> {
  const answer = await ai.models.generateContent({
    model: task.model,
    contents: prompt,
    config: { responseModalities: ["IMAGE"] },
  });
  const parts = answer.candidates?.[0]?.content?.parts ?? [];
  const picture = parts.findLast((part) => part.inlineData && !part.thought)?.inlineData;
  if (!picture?.data) throw new Error(`No picture came for prompt ${place + 1}.`);
  const bytes = Buffer.from(picture.data, "base64");
  const extension = picture.mimeType === "image/jpeg" ? "jpg" : "png";
  await keep(join(folder, `${place + 1}.${extension}`), bytes);
  account.keptAtMs.push([place, Date.now()]);
}

async function keep(path: string, bytes: Buffer): Promise<void> {
  if (task.durability === "plain") return writeFile(path, bytes);
  await writeFile(`${path}.part`, bytes, { flush: true });
  await rename(`${path}.part`, path);
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

async function drawStubbornly(prompt: string, place: number): Promise<void> {
  if (task.retries === "none") return draw(prompt, place);
  for (let tries = 1; ; tries += 1)
    try {
      return await draw(prompt, place);
    } catch (error) {
      const waitMs = waitAfter(error, tries);
      if (waitMs === null) {
        account.givenUp += 1;
        return;
      }
      await delay(waitMs);
    }
}

function waitAfter(error: unknown, tries: number): number | null {
  if (task.retries === "naive") return tries < mostNaiveTries ? naiveWaitMs : null;
  const mayPass = error instanceof ApiError && (error.status === 429 || error.status >= 500);
  if (!mayPass || tries >= mostJitteredTries) return null;
  return Math.random() * Math.min(60_000, 1000 * 2 ** (tries - 1));
}

async function slot(queue: Iterator<[number, string]>): Promise<void> {
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const [place, prompt] = next.value;
    await drawStubbornly(prompt, place);
  }
}

console.log("ready");
await nextLine();
const startedMs = performance.now();
const queue = task.prompts.entries();
if (task.order === "pool") await Promise.all(Array.from({ length: task.slots }, () => slot(queue)));
else
  for (let at = 0; at < task.prompts.length; at += task.slots)
    await Promise.all(
      task.prompts
        .slice(at, at + task.slots)
        .map((prompt, index) => drawStubbornly(prompt, at + index)),
    );
account.makespanMs = performance.now() - startedMs;
console.log(`drawn ${JSON.stringify(account)}`);
// Stays to be measured until it is ended.
await new Promise(() => {});
