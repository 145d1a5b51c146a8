/** Tells who holds an access token. */
export type SignIn = {
  /** Null for every token that is not good, whatever is wrong with it; throws a Problem where that cannot be told just now. */
  personOf(input: {
    accessToken: string;
  }): Promise<{ userId: string; email: string | null; sessionId: string | null } | null>;
};
