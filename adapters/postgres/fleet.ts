import type { Fleet } from "@bunch/core/ports/fleet";
import type { Pool } from "./pools.ts";

type Worker = Awaited<ReturnType<Fleet["workers"]>>[number];
type Figure = Awaited<ReturnType<Fleet["figures"]>>[number];

/** The fleet through functions that need no person and tell no content. */
export function createFleet(pool: Pool): Fleet {
  return {
    workers: async () =>
      (await pool.query<Worker>("select id, beat, slots from private.fleet()")).rows,
    figures: async () =>
      (await pool.query<Figure>("select figure, model, value from private.figures()")).rows,
  };
}
