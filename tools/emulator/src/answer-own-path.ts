import type { IncomingMessage, ServerResponse } from "node:http";
import { answerA1111 } from "./a1111/answer-a1111.ts";
import { answerComfyUi } from "./comfyui/answer-comfyui.ts";
import type { OwnPathRoute } from "./own-path.ts";
import type { Provider } from "./provider.ts";
import { answerVertex } from "./vertex/answer-vertex.ts";

/** Answers one request to a vendor that has a path of its own. */
export async function answerOwnPath(
  provider: Provider,
  route: OwnPathRoute,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (route.vendor) {
    case "a1111":
      return await answerA1111(provider, route.path, incoming, response);
    case "comfyui":
      return await answerComfyUi(provider, route, incoming, response);
    case "vertex":
      return await answerVertex(provider, route, incoming, response);
    default:
      return route.vendor satisfies never;
  }
}
