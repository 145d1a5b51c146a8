import type { Person } from "@bunch/core/ports/person";

/** Whoever asks where nobody signs in. */
export function localPerson(userId: string): Person {
  return { userId, by: "local", scope: "run", email: null };
}
