import type { CameBy } from "@bunch/core/ports/came-by";
import type { Person } from "@bunch/core/ports/person";
import type { Request } from "express";

/** By which door somebody came, and from which address, for the audit trail. */
export function cameByOf(request: Request, { by }: Person): CameBy {
  return { by, ip: request.ip ?? null };
}
