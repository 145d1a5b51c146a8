import { createModelsClient } from "@bunch/contracts/models-client";
import { useMemo } from "react";
import { useClient } from "../../api/client-context.ts";

/** What admins change of the catalogue. */
export function useModelsClient() {
  const client = useClient();
  return useMemo(() => createModelsClient(client), [client]);
}
