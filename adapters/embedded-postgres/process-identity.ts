import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * What tells one life of a process number from the next: boot and start time. Undefined when no such process lives
 * (a zombie does not), or on Windows, where nothing cheap tells.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  return process.platform === "linux" ? identityOnLinux(pid) : identityByPs(pid);
}

async function identityOnLinux(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startTicks] = [fields[0], fields[19]];
    return state === "Z" || state === "X" ? undefined : `${boot.trim()} ${startTicks}`;
  } catch {
    return undefined;
  }
}

async function identityByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      timeout: 5000,
      env: { LC_ALL: "C", PATH: process.env["PATH"] },
    });
    const [state = "", ...started] = stdout.trim().split(/\s+/);
    return state === "" || state.startsWith("Z") ? undefined : started.join(" ");
  } catch {
    return undefined;
  }
}
