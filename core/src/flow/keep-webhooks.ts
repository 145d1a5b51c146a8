import { webhookEvents, type WebhookEvent } from "@bunch/contracts/webhook";
import type { KeyVault } from "../ports/key-vault.ts";
import type { WebhookLine } from "../ports/webhook-line.ts";
import type {
  BatchWebhook,
  NewEndpoint,
  NewSecret,
  WebhookEndpoint,
  WebhookStore,
} from "../ports/webhook-store.ts";
import { Problem } from "../problem.ts";

const mostEndpoints = 20;

export type WebhookDoors = {
  webhooks: WebhookStore;
  webhookLine: WebhookLine;
  vault: KeyVault;
  newId: () => string;
  /** Told each secret that is made, so that no log ever shows it. */
  hideSecret: (secret: string) => void;
};
type MakingDoors = Omit<WebhookDoors, "webhooks">;

/** Registers an endpoint; what is told here is the only copy of its secret. */
export async function addWebhook(
  doors: WebhookDoors,
  input: {
    userId: string;
    url: string | null;
    name: string | null;
    events: readonly WebhookEvent[] | null;
  },
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  const url = input.url === null ? null : await admitted(doors, { url: input.url, field: "url" });
  const { secret, kept } = makeSecret(doors, input.userId);
  const added = await doors.webhooks.add({
    ...newEndpoint(doors, { ...input, url, secret: kept }),
    userId: input.userId,
    most: mostEndpoints,
  });
  if (added === "too_many")
    throw new Problem(
      "wrong_state",
      `You have ${mostEndpoints} endpoints, which is the most. Delete one that you no longer need.`,
    );
  if (added === "is_there")
    throw new Problem(
      "wrong_state",
      "The endpoint for the addresses of single batches is there already. Give a url to register another one, or replace its secret to get a new one.",
      { field: "url" },
    );
  return { endpoint: added, secret };
}

/** Changes an endpoint; what is null stays. */
export async function changeWebhook(
  doors: Pick<WebhookDoors, "webhooks" | "webhookLine">,
  input: Parameters<WebhookStore["change"]>[0],
): Promise<WebhookEndpoint> {
  const { userId, endpointId } = input;
  const endpoints = await doors.webhooks.list({ userId });
  const present = endpoints.find(({ id }) => id === endpointId);
  if (!present) throw noSuchWebhook();
  if (present.url === null && input.url !== null)
    throw new Problem(
      "bad_request",
      "This endpoint speaks to the addresses of single batches and has none of its own. Register another one for this address.",
      { field: "url" },
    );
  const url = input.url === null ? null : await admitted(doors, { url: input.url, field: "url" });
  const changed = await doors.webhooks.change({ ...input, url });
  if (!changed) throw noSuchWebhook();
  return changed;
}

/** Replaces the secret of an endpoint; the former one signs for so many hours more. */
export async function replaceWebhookSecret(
  doors: WebhookDoors,
  input: { userId: string; endpointId: string; keepHours: number },
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  const { secret, kept } = makeSecret(doors, input.userId);
  const endpoint = await doors.webhooks.rotate({ ...input, secret: kept });
  if (!endpoint) throw noSuchWebhook();
  return { endpoint, secret };
}

/** The address that a batch brings, and the endpoint that speaks to it, for whoever has none yet. */
export async function webhookOfBatch(
  doors: MakingDoors,
  input: { userId: string; url: string | undefined },
): Promise<BatchWebhook | null> {
  if (input.url === undefined) return null;
  const url = await admitted(doors, { url: input.url, field: "webhook_url" });
  const { kept } = makeSecret(doors, input.userId);
  return {
    url,
    endpoint: newEndpoint(doors, { url: null, name: null, events: null, secret: kept }),
  };
}

/** The one answer for unknown endpoints and for those of others. */
export function noSuchWebhook(): Problem {
  return new Problem("not_found", "You have no such endpoint. Look at the list of your webhooks.");
}

async function admitted(
  { webhookLine }: Pick<WebhookDoors, "webhookLine">,
  { url, field }: { url: string; field: string },
): Promise<string> {
  const admission = await webhookLine.admit({ url });
  if ("url" in admission) return admission.url;
  throw new Problem("bad_request", admission.refused, { field });
}

function newEndpoint(
  { newId }: Pick<WebhookDoors, "newId">,
  input: {
    url: string | null;
    name: string | null;
    events: readonly WebhookEvent[] | null;
    secret: NewSecret;
  },
): NewEndpoint {
  const events = [...new Set(input.events ?? webhookEvents)];
  return { id: newId(), url: input.url, name: input.name, events, secret: input.secret };
}

function makeSecret(doors: MakingDoors, userId: string): { secret: string; kept: NewSecret } {
  const secret = doors.webhookLine.makeSecret();
  doors.hideSecret(secret);
  const id = doors.newId();
  const sealed = doors.vault.seal({ apiKey: secret, userId, webhookSecretId: id });
  return { secret, kept: { id, sealed } };
}
