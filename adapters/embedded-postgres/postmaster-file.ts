import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a server wrote about itself into postmaster.pid; it may be dead since. */
export type PostmasterFile = { pid: number; port: number; socketFolder: string };

/** Reads a cluster's postmaster.pid; undefined when there is none, or one too short to say anything. */
export async function readPostmasterFile(
  clusterFolder: string,
): Promise<PostmasterFile | undefined> {
  try {
    return parsePostmasterFile(await readFile(join(clusterFolder, "postmaster.pid"), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Lines: process, data folder, start time, port, socket folder, … */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), socketFolder: lines[4] ?? "" };
}
