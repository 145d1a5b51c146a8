import type { Spool } from "@bunch/core/ports/spool";
import { Gauge, type Registry } from "prom-client";

/** Makes a gauge of the answers that lie on this worker's disk; one that stays is perhaps paid and could not be read or stored. */
export function countSpool(registry: Registry, spool: Pick<Spool, "list">): void {
  const entries: Gauge = new Gauge({
    name: "bunch_spool_entries",
    help: "Answers on this worker's disk that are not settled and forgotten: those under way, and those kept for a person to look at.",
    registers: [registry],
    collect: async () => {
      const list = await spool.list().catch(() => null);
      if (list) entries.set(list.length);
      else entries.remove();
    },
  });
}
