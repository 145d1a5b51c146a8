import type { IncomingMessage, ServerResponse } from "node:http";
import { errorReply, sendJson } from "../json-reply.ts";
import type { JsonReply } from "../json-reply.ts";
import { basicKeyOf, letsIn } from "../local-door.ts";
import type { Provider } from "../provider.ts";
import { readBody } from "../read-body.ts";
import { answerDrawing } from "./answer-drawing.ts";
import { checkpointsOf, shortHashOf, titleOf } from "./checkpoints.ts";
import { samplers } from "./samplers.ts";
import { fastApiError, notAuthenticated, notFound, wrongPassword } from "./webui-errors.ts";

/** Answers as AUTOMATIC1111's web UI does when it is started with `--api`. */
export async function answerA1111(
  provider: Provider,
  path: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = incoming.method ?? "GET";
  const draws = /^\/sdapi\/v1\/(txt2img|img2img)$/u.exec(path)?.[1];
  if (draws !== undefined && method === "POST")
    return await answerDrawing(
      provider,
      draws === "img2img" ? "img2img" : "txt2img",
      incoming,
      response,
    );
  const body = await readBody(incoming, 0);
  if (!body.whole && body.because === "interrupted") return;
  const listed = draws === undefined ? lists[path] : undefined;
  if (listed === undefined && draws === undefined) return sendJson(response, errorReply(notFound));
  if (listed === undefined || method !== "GET")
    return sendJson(response, errorReply(fastApiError(405, "Method Not Allowed")));
  provider.modelListCalls += 1;
  const key = basicKeyOf(incoming);
  if (!letsIn(provider, key))
    return sendJson(response, errorReply(key === null ? notAuthenticated : wrongPassword));
  return sendJson(response, listed(provider));
}

const lists: Readonly<Record<string, (provider: Provider) => JsonReply>> = {
  "/sdapi/v1/sd-models": ({ options }) => ({
    status: 200,
    body: checkpointsOf(options).map((one) => ({
      title: titleOf(one),
      model_name: one.name,
      hash: shortHashOf(one),
      sha256: one.sha256,
      filename: `/webui/models/Stable-diffusion/${one.file}`,
      config: null,
    })),
  }),
  "/sdapi/v1/options": ({ options }) => {
    const loaded = checkpointsOf(options)[0];
    return {
      status: 200,
      body: {
        samples_format: options.pictureFormat === "jpeg" ? "jpg" : "png",
        sd_model_checkpoint: loaded ? titleOf(loaded) : null,
        sd_checkpoint_hash: loaded?.sha256 ?? "",
        sd_vae: "Automatic",
        CLIP_stop_at_last_layers: 1,
      },
    };
  },
  "/sdapi/v1/samplers": () => ({
    status: 200,
    body: samplers.map(({ name, aliases }) => ({ name, aliases, options: {} })),
  }),
};
