import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** The figures of this process: its memory, its event loop and what it is, under the names that dashboards know. */
export function createRegistry(build: { version: string }): Registry {
  const registry = new Registry();
  // Looked at 20 times a second: the usual 100 cost an idle server most of what it uses. The interval is part of the lags told.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  new Gauge({
    name: "bunch_build_info",
    help: "What runs here; always 1.",
    labelNames: ["version", "node_version"],
    registers: [registry],
  }).set({ version: build.version, node_version: process.version }, 1);
  return registry;
}
