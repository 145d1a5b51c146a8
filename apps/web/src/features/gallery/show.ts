import type { Result } from "@bunch/contracts/result";

export type Show = "all" | "success" | "failed";

/** The filter as the address has it; anything unknown shows all. */
export function readShow(value: string | null): Show {
  return value === "success" || value === "failed" ? value : "all";
}

/** The results that a filter lets through, in their order. */
export function shown(results: Result[], show: Show): Result[] {
  switch (show) {
    case "all":
      return results;
    case "success":
      return results.filter((result) => result.status === "completed");
    case "failed":
      return results.filter((result) => result.status === "failed");
    default:
      return show satisfies never;
  }
}
