import type { Provider } from "@supabase/supabase-js";
import { useQuery } from "@tanstack/react-query";
import type { Session } from "./session.ts";

/** Those that we have a name for; a project's others are left out. */
export const providerNames = {
  google: "Google",
  azure: "Microsoft",
  github: "GitHub",
  apple: "Apple",
} as const satisfies Partial<Record<Provider, string>>;
export type KnownProvider = keyof typeof providerNames;

const deadlineMs = 8000;

/** The providers that the project has switched on; none until it has answered, and where it does not. */
export function useProviders({ project }: Session): KnownProvider[] {
  const { data } = useQuery({
    queryKey: ["sign-in", "providers"],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const answer = await fetch(`${project.supabase_url}/auth/v1/settings`, {
        headers: { apikey: project.publishable_key },
        signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
      });
      const settings: unknown = await answer.json();
      return settings;
    },
  });
  const external = fieldOf(data, "external");
  return (Object.keys(providerNames) as KnownProvider[]).filter(
    (name) => fieldOf(external, name) === true,
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
