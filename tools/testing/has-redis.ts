import { execFileSync } from "node:child_process";

/** Whether redis-server can be started on this machine. */
export const hasRedis = isThere("redis-server");

function isThere(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
