import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The processes that this one has started to make pictures smaller and that still live. */
export function renditionProcesses(): number[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

function fromProc(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, rest = ""] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ");
        const [state, parent] = rest.split(" ");
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
        return state !== "Z" && Number(parent) === process.pid && isOurs(command);
      } catch {
        // It ended while it was looked at.
        return false;
      }
    })
    .map(Number);
}

function fromPs(): number[] {
  const lines = execFileSync("ps", ["-Ao", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...words]) => Number(parent) === process.pid && isOurs(words.join(" ")))
    .map(([pid]) => Number(pid));
}

const isOurs = (command: string) => command.includes("rendition-process");
