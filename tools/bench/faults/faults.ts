import type { Bench } from "../bench-of.ts";
export const faults: Bench = { says: "", help: "", run: async () => [] };
