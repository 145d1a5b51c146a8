import { mkdir, open, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { GoogleGenAI } from "@google/genai";
import { apiKey, promptsOf, type Scenario } from "./scenario.ts";

// What somebody writes in ten minutes: the vendor's library, a fixed pool, one file a picture. It pays again after a
// crash, and knows no limit, no cap and no reason. Started with the address, the folder, the scenario and "fsync" or "plain".

const [baseUrl = "", folder = "", scenarioText = "", durability = "plain"] = process.argv.slice(2);
const scenario = JSON.parse(scenarioText) as Scenario;
const ai = new GoogleGenAI({
  apiKey,
  apiVersion: "v1beta",
  httpOptions: { baseUrl },
});
await mkdir(folder, { recursive: true });
const prompts = promptsOf(scenario);

async function draw(prompt: string, index: number): Promise<void> {
  const answer = await ai.models.generateContent({
    model: scenario.model,
    contents: prompt,
    config: { responseModalities: ["IMAGE"] },
  });
  const parts = answer.candidates?.[0]?.content?.parts ?? [];
  const picture = parts.findLast((part) => part.inlineData && !part.thought)?.inlineData;
  if (!picture?.data) throw new Error(`No picture came for prompt ${index + 1}.`);
  const bytes = Buffer.from(picture.data, "base64");
  const extension = picture.mimeType === "image/jpeg" ? "jpg" : "png";
  await keep(join(folder, `${index + 1}.${extension}`), bytes);
}

async function keep(path: string, bytes: Buffer): Promise<void> {
  if (durability === "plain") return writeFile(path, bytes);
  // Safe from a power cut as ours are: whole or not there, file and name on the disk.
  await writeFile(`${path}.part`, bytes, { flush: true });
  await rename(`${path}.part`, path);
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

async function slot(queue: Iterator<[number, string]>): Promise<void> {
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const [index, prompt] = next.value;
    await draw(prompt, index);
  }
}

const input = createInterface({ input: process.stdin });
console.log("ready");
await new Promise((resolve) => {
  input.once("line", resolve);
});
const startedMs = performance.now();
const queue = prompts.entries();
await Promise.all(Array.from({ length: scenario.slots }, () => slot(queue)));
console.log(`drawn ${JSON.stringify({ makespanMs: performance.now() - startedMs })}`);
// Stays to be measured until it is ended.
await new Promise(() => {});
