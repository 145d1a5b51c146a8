import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** The figures of this process: its memory, its event loop and what it is, under the names that dashboards know. */
export function createRegistry(build: { version: string }): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "bunch_build_info",
    help: "What runs here; always 1.",
    labelNames: ["version", "node_version"],
    registers: [registry],
  }).set({ version: build.version, node_version: process.version }, 1);
  return registry;
}
