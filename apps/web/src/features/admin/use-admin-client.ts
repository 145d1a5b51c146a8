import { createAdminClient } from "@bunch/contracts/admin-client";
import { useMemo } from "react";
import { useClient } from "../../api/client-context.ts";

/** What only admins ask the server behind this page. */
export function useAdminClient() {
  const client = useClient();
  return useMemo(() => createAdminClient(client), [client]);
}
