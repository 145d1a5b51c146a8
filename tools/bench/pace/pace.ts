import type { Bench } from "../bench-of.ts";
export const pace: Bench = { says: "", help: "", run: async () => [] };
