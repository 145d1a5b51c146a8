import type { Spool } from "@bunch/core/ports/spool";
import { Gauge, type Registry } from "prom-client";

/**
 * Makes a gauge of the answers that lie on this worker's disk; one that stays is perhaps paid and could not be read or
 * stored. A file that nothing has come into is none: each call that a killed worker was in leaves one for good.
 */
export function countSpool(registry: Registry, spool: Pick<Spool, "list" | "sizeOf">): void {
  const entries: Gauge = new Gauge({
    name: "bunch_spool_entries",
    help: "Answers on this worker's disk that are not settled and forgotten: those under way, and those kept for a person to look at.",
    registers: [registry],
    collect: async () => {
      const sizes = await spool
        .list()
        .then((ids) => Promise.all(ids.map((attemptId) => spool.sizeOf({ attemptId }))))
        .catch(() => null);
      if (sizes) entries.set(sizes.filter((bytes) => bytes !== null && bytes > 0).length);
      else entries.remove();
    },
  });
}
