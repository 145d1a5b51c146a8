import { Problem } from "@bunch/core/problem";

/** The answer to who is no admin at this moment; `what` with its verb, as in "The audit trail is". */
export function forAdmins(what: string): Problem {
  return new Problem(
    "not_allowed",
    `${what} for admins. Ask whoever runs this server to make you one.`,
  );
}
