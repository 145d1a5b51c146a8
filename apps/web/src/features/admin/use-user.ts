import type { AdminUserDetails } from "@bunch/contracts/admin";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useAdminClient } from "./use-admin-client.ts";

const keyOf = (id: string) => ["admin", "user", id] as const;

/** One person, with what is used of each limit. */
export function useUser(id: string, isWanted = true) {
  const admin = useAdminClient();
  return useQuery({
    queryKey: keyOf(id),
    queryFn: () => admin.user(id),
    enabled: isWanted,
  });
}

/** Takes what a change answered with, so that all of the page shows it at once. */
export function useUserChanged(): (user: AdminUserDetails) => void {
  const queries = useQueryClient();
  return (user) => {
    queries.setQueryData(keyOf(user.id), user);
    void queries.invalidateQueries({ queryKey: ["admin", "users"] });
    void queries.invalidateQueries({ queryKey: ["limits"] });
    void queries.invalidateQueries({ queryKey: ["me"] });
  };
}
