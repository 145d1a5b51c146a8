import { Problem } from "@bunch/core/problem";
import type { Request } from "express";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The execution that an address names; what cannot be an id is as unknown as one that never was. */
export function executionIdOf(request: Request): string {
  const id = idOf(request);
  if (id === null) throw noSuchExecution();
  return id;
}

/** The id in an address; null where it cannot be one. */
export function idOf(request: Request): string | null {
  const { id } = request.params;
  return typeof id === "string" && uuid.test(id) ? id.toLowerCase() : null;
}

/** The one answer for unknown ids and for those of others. */
export function noSuchExecution(): Problem {
  return new Problem("not_found", "There is no such batch. Look at the list of your batches.");
}
