import type { TokenScope } from "@bunch/contracts/token";
import type { CameBy } from "../ports/came-by.ts";
import type { TokenMint } from "../ports/token-mint.ts";
import type { StoredToken, TokenStore } from "../ports/token-store.ts";
import { Problem } from "../problem.ts";

/** More than anybody has scripts; a leak of thousands would be noticed by nobody. */
const mostLive = 50;

/** Makes a token for a script; what is told here is the only copy of it. */
export async function createToken(
  doors: { store: TokenStore; mint: TokenMint; newId: () => string },
  input: {
    userId: string;
    cameBy: CameBy;
    name: string;
    scope: TokenScope;
    /** Null for one that does not expire. */
    expiresInDays: number | null;
  },
): Promise<StoredToken & { token: string }> {
  const { token, hash, lastFour } = doors.mint.make();
  const stored = await doors.store.create({
    ...input,
    tokenId: doors.newId(),
    hash,
    lastFour,
    most: mostLive,
  });
  if (!stored)
    throw new Problem(
      "too_many_tokens",
      `You have ${mostLive} tokens that still work, and more are not made. Revoke one that you no longer need.`,
    );
  return { ...stored, token };
}
