import type { People } from "@bunch/core/ports/people";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { isAdmin } from "./is-admin.ts";
import type { Pool } from "./pools.ts";

/** Roles as the database has them now: one that was taken away is gone with the next question. */
export function createPeople(pool: Pool): People {
  return {
    isAdmin: ({ userId }) => readAsPerson(pool, userId, isAdmin),

    noteSignIn: ({ sessionId, ...person }) =>
      writeForPerson(pool, person, async (connection) => {
        await connection.query("select private.note_sign_in($1)", [sessionId]);
      }),
  };
}
