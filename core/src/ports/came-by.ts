import type { Person } from "./person.ts";

/** By which door somebody came, and from which address; what they do stands so in the audit trail. */
export type CameBy = { by: Person["by"]; ip: string | null };
