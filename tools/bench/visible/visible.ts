import type { Bench } from "../bench-of.ts";
export const visible: Bench = { says: "", help: "", run: async () => [] };
