import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

type Program = "rendition-process" | "inspection-process" | "breakable-inspection";

/** The living processes that a process (this one, unless told) has started to run one of the programs that decode. */
export function decodingProcesses(program: Program, parentPid = process.pid): number[] {
  return process.platform === "linux" ? fromProc(program, parentPid) : fromPs(program, parentPid);
}

function fromProc(program: Program, parentPid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, rest = ""] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ");
        const [state, parent] = rest.split(" ");
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
        return state !== "Z" && Number(parent) === parentPid && command.includes(program);
      } catch {
        // It ended while it was looked at.
        return false;
      }
    })
    .map(Number);
}

function fromPs(program: Program, parentPid: number): number[] {
  const lines = execFileSync("ps", ["-Ao", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, ...words]) => Number(parent) === parentPid && words.join(" ").includes(program),
    )
    .map(([pid]) => Number(pid));
}
