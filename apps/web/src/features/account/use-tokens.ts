import type { ApiToken } from "@bunch/contracts/token";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";

export const tokensKey = ["tokens"] as const;

/** One's tokens, those that still work first apart from those that no longer do. */
export function useTokens() {
  const client = useClient();
  const tokens = useQuery({ queryKey: tokensKey, queryFn: () => client.listTokens() });
  const now = Date.now();
  return {
    ...tokens,
    working: tokens.data?.filter((token) => works(token, now)) ?? [],
    over: tokens.data?.filter((token) => !works(token, now)) ?? [],
  };
}

function works(token: ApiToken, now: number): boolean {
  if (token.revoked_at !== null) return false;
  return token.expires_at === null || Date.parse(token.expires_at) > now;
}
