/** Requests of a person within the present minute, which begins with the first of them. */
export type RequestCount = { requests: number; endsInMs: number };

/** Counts the requests of a person, over all processes. */
export type RequestCounter = {
  /** Counts one more, and tells how many there are with it. */
  count(input: { userId: string }): Promise<RequestCount>;
  /** Tells how many there are, without counting this one. */
  look(input: { userId: string }): Promise<RequestCount>;
};
