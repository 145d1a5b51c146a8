import type { Bench } from "../bench-of.ts";
export const large: Bench = { says: "", help: "", run: async () => [] };
