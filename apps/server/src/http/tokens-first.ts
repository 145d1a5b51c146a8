import type { Person } from "@bunch/core/ports/person";
import type { Request } from "express";
import { personByToken, type TokenDoors } from "./person-by-token.ts";

type UserOf = (request: Request) => Person | Promise<Person>;

/** Tells who asks: by a token of ours where one was sent, else in the other way. A request is asked about once, however often its parts want to know. */
export function tokensFirst(tokens: TokenDoors, otherwise: UserOf): UserOf {
  const known = new WeakMap<Request, Promise<Person>>();
  const ask = async (request: Request) =>
    (await personByToken(tokens, request.headers.authorization)) ?? otherwise(request);
  return (request) => {
    const person = known.get(request) ?? ask(request);
    known.set(request, person);
    return person;
  };
}
