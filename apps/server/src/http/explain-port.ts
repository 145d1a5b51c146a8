import { CannotStart } from "@bunch/core/cannot-start";
import { routes } from "@bunch/contracts/routes";
import { createServer } from "node:net";
import { startCommand } from "../start-command.ts";

/** The port cannot be opened; the message says who has it and what to type. */
class PortTaken extends CannotStart {
  override readonly name = "PortTaken";
}

type At = { host: string; port: number };

const askMs = 1500;
const triedAtMost = 50;

/** Turns the system's refusal of a port into a sentence with what to do; anything else stays what it is. */
export async function explainPort(error: unknown, at: At): Promise<unknown> {
  const mend = await mendOf(error, at);
  return mend === null ? error : new PortTaken(mend, { cause: error });
}

async function mendOf(error: unknown, { host, port }: At): Promise<string | null> {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE": {
      const other = startCommand(`PORT=${await freePortAfter(port, host)}`);
      const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
      const shown = url.replace("//127.0.0.1:", "//localhost:");
      return (await isBunch(url))
        ? `Port ${port} is taken by another Bunch, with a data folder of its own. Open ${shown}/nano-banana to use that one, or start this one on another port: ${other}`
        : `Port ${port} is taken by another program, which is not Bunch. Stop it, or start Bunch on another port: ${other}`;
    }
    case "EACCES":
      return port < 1024
        ? `Port ${port} may not be opened by this account: ports below 1024 belong to the system. Start Bunch on another: ${startCommand("PORT=3000")}`
        : `Port ${port} may not be opened by this account; the system keeps it for something else. Start Bunch on another: ${startCommand(`PORT=${await freePortAfter(port, host)}`)}`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `This machine has no address ${host}. Set HOST to 127.0.0.1.`;
    default:
      return null;
  }
}

/** Whether a Bunch answers there; a stranger may answer anything, or nothing at all. */
async function isBunch(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}${routes.health.path}`, {
      signal: AbortSignal.timeout(askMs),
      redirect: "manual",
    });
    const told = JSON.stringify(await answer.json());
    return told.startsWith('{"success":true,"data":{"status":"ok","version":"');
  } catch {
    return false;
  }
}

async function freePortAfter(port: number, host: string): Promise<number> {
  const last = Math.min(port + triedAtMost, 65_535);
  for (let next = port + 1; next <= last; next += 1) if (await isFree(next, host)) return next;
  return 0;
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
