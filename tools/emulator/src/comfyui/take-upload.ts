import type { ServerResponse } from "node:http";
import { errorReply, sendJson } from "../json-reply.ts";
import type { Provider } from "../provider.ts";
import type { ReceivedBody } from "../read-body.ts";

/** Answers `POST /upload/image`: keeps a picture in the input folder and tells its name there. */
export async function takeUpload(
  provider: Provider,
  contentType: string,
  body: ReceivedBody,
  response: ServerResponse,
): Promise<void> {
  provider.fileCalls += 1;
  const error = provider.nextOtherError();
  if (error) return sendJson(response, errorReply(error));
  if (!body.whole) return void response.writeHead(413).end();
  const form = await new Response(new Uint8Array(body.bytes), {
    headers: { "content-type": contentType },
  })
    .formData()
    .catch(() => null);
  const image = form?.get("image");
  const type = form?.get("type") ?? "input";
  const subfolder = form?.get("subfolder") ?? "";
  if (!(image instanceof File) || image.name === "" || typeof subfolder !== "string")
    return void response.writeHead(400).end();
  if (type !== "input" || image.name.includes("..") || subfolder.includes(".."))
    return void response.writeHead(400).end();
  const asked = form?.get("overwrite");
  const overwrite = asked === "true" || asked === "1";
  const bytes = Buffer.from(await image.arrayBuffer());
  const name = provider.comfyui.inputs.add(image.name, subfolder, bytes, overwrite);
  sendJson(response, { status: 200, body: { name, subfolder, type } });
}
