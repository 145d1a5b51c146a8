import { randomUUID } from "node:crypto";
import { everybodysLimits } from "@bunch/core/limits/everybodys-limits";
import type { ClientQuery } from "./open-stores.ts";

/** What is asked of a person and of the limits that hold for them. */
export const personQueries: ClientQuery[] = [
  {
    name: "a session is seen first",
    ask: ({ people }, { owner }) =>
      people.noteSignIn({
        userId: owner,
        cameBy: { by: "session", ip: null },
        sessionId: randomUUID(),
      }),
  },
  {
    name: "everybody's limits are set",
    ask: ({ limits }, { admin }) =>
      limits.set({
        askerId: admin,
        cameBy: { by: "local", ip: null },
        to: { userId: null, limits: everybodysLimits },
      }),
  },
  { name: "limits that hold", ask: ({ limits }, { owner }) => limits.of({ userId: owner }) },
  {
    name: "what is used of them",
    ask: ({ limits }, { owner }) => limits.use({ askerId: owner, userId: owner }),
  },
];
