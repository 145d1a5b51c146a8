import type { Bench } from "../bench-of.ts";
export const claims: Bench = { says: "", help: "", run: async () => [] };
