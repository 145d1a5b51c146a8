import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";
import { personName } from "./person-name.ts";

const mostNames = 100;

/** What people are called, for lists that know their ids alone; whom it does not know is called by the end of the id. */
export function useNames(): (id: string) => string {
  const client = useClient();
  const users = useQuery({
    queryKey: ["admin", "users", "names"],
    queryFn: async () => (await client.admin.users({ limit: mostNames })).data,
    staleTime: 60_000,
  });
  return (id) => personName(users.data?.find((user) => user.id === id) ?? { id, email: null });
}
