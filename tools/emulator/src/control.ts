import { billOf } from "./bill.ts";
import type { Bill } from "./bill.ts";
import { isJsonObject } from "./json-object.ts";
import type { JsonReply } from "./json-reply.ts";
import type { Provider } from "./provider.ts";

/** Adds up the bill of an emulated provider. */
export function currentBill(provider: Provider): Bill {
  const { traffic } = provider;
  return billOf(provider.calls, {
    inFlight: traffic.now("all"),
    maxInFlight: traffic.most("all"),
    maxInFlightByModel: traffic.mostByPrefix("model "),
    maxInFlightByKey: traffic.mostByPrefix("key "),
    modelListCalls: provider.modelListCalls,
    fileCalls: provider.fileCalls,
    batchCalls: provider.batchCalls,
    interruptedRequests: provider.interruptedRequests,
  });
}

/** Answers the emulator's own endpoints, which no real provider has. */
export function control(provider: Provider, method: string, verb: string, body: string): JsonReply {
  switch (`${method} ${verb}`) {
    case "GET bill":
      return { status: 200, body: currentBill(provider) };
    case "GET calls":
      return { status: 200, body: provider.calls };
    case "POST release":
      return { status: 200, body: { released: provider.release() } };
    case "POST reset":
      provider.reset();
      return { status: 200, body: { options: provider.options } };
    case "POST configure":
      return configure(provider, body);
    default:
      return {
        status: 404,
        body: { error: `There is no ${method} /control/${verb}: GET / lists what there is.` },
      };
  }
}

function configure(provider: Provider, body: string): JsonReply {
  try {
    const change: unknown = JSON.parse(body === "" ? "{}" : body);
    if (!isJsonObject(change)) throw new Error("Send a JSON object of settings.");
    return { status: 200, body: { options: provider.configure(change) } };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}
