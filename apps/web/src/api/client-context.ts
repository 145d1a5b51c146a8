import type { Client } from "@bunch/contracts/client";
import { createContext, use } from "react";

const ClientContext = createContext<Client | null>(null);

/** Hands the typed client to the screens. */
export const ClientProvider = ClientContext.Provider;

/** The client of the server behind this page. */
export function useClient(): Client {
  const client = use(ClientContext);
  if (client === null) throw new Error("useClient stands outside of its ClientProvider");
  return client;
}
