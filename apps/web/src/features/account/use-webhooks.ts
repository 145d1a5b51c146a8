import type { WebhookDelivery } from "@bunch/contracts/webhook";
import { createWebhookClient } from "@bunch/contracts/webhook-client";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";

export const webhooksKey = ["webhooks"] as const;
const mostShown = 20;
const soonMs = 30_000;
const lookEveryMs = 1500;

/** Calls the server about webhooks. */
export function useWebhookClient() {
  return createWebhookClient(useClient());
}

/** Where one is told. */
export function useWebhooks() {
  const client = useWebhookClient();
  return useQuery({ queryKey: webhooksKey, queryFn: () => client.list() });
}

/** What an endpoint was told last; asked again while something is under way, or will be in a moment. */
export function useDeliveries(webhookId: string) {
  const client = useWebhookClient();
  return useQuery({
    queryKey: [...webhooksKey, webhookId],
    queryFn: () => client.deliveries(webhookId, mostShown),
    refetchInterval: ({ state }) => (state.data?.some(comesSoon) ? lookEveryMs : false),
  });
}

function comesSoon({ next_try_at: next }: WebhookDelivery): boolean {
  return next !== null && Date.parse(next) - Date.now() < soonMs;
}
