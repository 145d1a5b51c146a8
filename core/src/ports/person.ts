/** Who asks: the one local user, somebody who signed in, or a script with a token of somebody's. */
export type Person = {
  userId: string;
  by: "local" | "session" | "token";
  /** `read` looks at everything of that person's and changes nothing. */
  scope: "read" | "run";
  /** Null where nobody told it. */
  email: string | null;
  /** Of whoever signed in, from that moment until they sign out; null where nobody does, or nobody told it. */
  sessionId: string | null;
};
