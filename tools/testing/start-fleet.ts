import { createClient } from "@bunch/contracts/client";
import { freePort } from "./free-port.ts";
import { startFront } from "./start-front.ts";
import { type Bunch, type Starting, startOneProcess } from "./start-one-process.ts";

const apis = 2;
const mostWorkers = 4;
const usualSlots = 10;

/**
 * Two API processes behind one address and four workers on one data folder, as a single Bunch. The slots that are asked for
 * are dealt out among the workers; where they are fewer than four, so are the workers.
 */
export async function startFleet(
  input: Starting & { env: Record<string, string> },
): Promise<Bunch> {
  const { dataDir, env, buildWeb } = input;
  const slots = Number(env["WORKER_CONCURRENCY"]) || usualSlots;
  const ports = [await freePort(), await freePort()].slice(0, apis);
  const port = input.port ?? (await freePort());
  const workers = Math.min(mostWorkers, slots);
  const started: Promise<Bunch>[] = [
    ...ports.map((own, index) =>
      startOneProcess({
        dataDir,
        role: "api",
        port: own,
        env: { ...env, LOG_DIR: logDir(dataDir, index) },
        ...(buildWeb && index === 0 ? { buildWeb } : {}),
      }),
    ),
    ...Array.from({ length: workers }, (_, index) =>
      startOneProcess({
        dataDir,
        role: "worker",
        env: {
          ...env,
          LOG_DIR: logDir(dataDir, index),
          WORKER_CONCURRENCY: String(Math.floor((slots + index) / workers)),
        },
      }),
    ),
  ];
  const processes = await allOrNone(started);
  const front = await startFront({ port, ports });
  const apiProcesses = processes.slice(0, apis);
  const workerProcesses = processes.slice(apis);
  const ended = Promise.all(processes.map((one) => one.ended)).then(async (ends) => {
    await front.close();
    return ends.find((end) => end !== 0) ?? 0;
  });
  const endOf = (some: readonly Bunch[]) => Promise.all(some.map((one) => one.ended));

  return {
    url: front.url,
    client: createClient({ baseUrl: front.url }),
    // Each by itself: lines of several at once would stand in each other.
    output: () => processes.map((one) => one.output()).join("\n"),
    pid: processes[0]?.pid ?? 0,
    ended,
    kill: (signal) => {
      for (const one of workerProcesses) one.kill(signal);
      if (signal !== "SIGTERM") for (const one of apiProcesses) one.kill(signal);
      // Whoever watches sees the drain to its end, as where all is one process.
      else void endOf(workerProcesses).then(() => apiProcesses.map((one) => one.kill(signal)));
    },
    stop: async () => {
      await Promise.all(workerProcesses.map((one) => one.stop()));
      await Promise.all(apiProcesses.map((one) => one.stop()));
      await ended;
    },
  };
}

async function allOrNone(starting: readonly Promise<Bunch>[]): Promise<Bunch[]> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    for (const one of await Promise.allSettled(starting))
      if (one.status === "fulfilled") one.value.kill("SIGKILL");
    throw error;
  }
}

/** The first of each kind writes where one process would. */
function logDir(dataDir: string, index: number): string {
  return index === 0 ? `${dataDir}/logs` : `${dataDir}/logs/${index + 1}`;
}
