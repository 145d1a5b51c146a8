import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onAddressExpired } from "./signed-address.ts";

/** Asks for results and executions anew once their pictures' addresses have expired. */
export function useFreshAddresses(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const leave = new AbortController();
    const renew = () => {
      void queries.invalidateQueries({ queryKey: ["results"] });
      void queries.invalidateQueries({ queryKey: ["execution"] });
    };
    onAddressExpired(renew, { signal: leave.signal });
    return () => leave.abort();
  }, [queries]);
}
