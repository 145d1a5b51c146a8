import type { Person } from "@bunch/core/ports/person";
import type { TokenMint } from "@bunch/core/ports/token-mint";
import type { TokenStore } from "@bunch/core/ports/token-store";
import { Problem } from "@bunch/core/problem";

export type TokenDoors = { store: TokenStore; mint: TokenMint };

const ourToken = /^Bearer +(bunch_\S*) *$/i;

/**
 * Whose token an Authorization header holds: null when it holds none of ours, a Problem (401) with one sentence for all
 * that open nothing. A wrong one costs what a good one does, a hash and one look by it, whatever is wrong with it.
 */
export async function personByToken(
  { store, mint }: TokenDoors,
  authorization: string | undefined,
): Promise<Person | null> {
  const token = ourToken.exec(authorization ?? "")?.[1];
  if (token === undefined) return null;
  const found = await store.personBy({ hash: mint.hashOf(token) });
  if (found === null)
    throw new Problem(
      "sign_in_needed",
      "This token does not work: it is not known here, has expired or was revoked. Sign in and make another one.",
    );
  return { ...found, by: "token", email: null, sessionId: null };
}
