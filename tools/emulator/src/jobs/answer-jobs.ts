import type { IncomingMessage, ServerResponse } from "node:http";
import { accountOf } from "../replicate/account.ts";
import { answerReplicateFiles } from "../replicate/answer-files.ts";
import { bfl } from "../bfl/bfl.ts";
import { creditsOf } from "../bfl/credits.ts";
import { answerFalUpload, beginFalUpload } from "../fal/answer-upload.ts";
import { fal } from "../fal/fal.ts";
import { sendJson } from "../json-reply.ts";
import type { Provider } from "../provider.ts";
import { readBody } from "../read-body.ts";
import { replicate } from "../replicate/replicate.ts";
import { answerJob } from "./answer-job.ts";
import type { JobVendorName } from "./job.ts";
import type { JobRoute } from "./job-routes.ts";
import type { JobVendor } from "./job-vendor.ts";
import { sendPicture } from "./send-picture.ts";
import { submitJob } from "./submit-job.ts";

const vendors: Readonly<Record<JobVendorName, JobVendor>> = { fal, replicate, bfl };

/** Answers one request to a vendor with a queue. */
export async function answerJobs(
  provider: Provider,
  route: JobRoute,
  origin: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers } = incoming;
  if (route.to === "submit job") {
    const vendor = vendors[route.vendor];
    const base = `${origin}/${route.vendor}`;
    const asked = { model: route.model, key: vendor.keyOf(headers), base };
    return await submitJob(provider, vendor, asked, incoming, response);
  }
  if (route.to === "picture") return sendPicture(provider, route, response);
  const body = await readBody(incoming, provider.options.largestRequestBytes);
  if (!body.whole && body.because === "interrupted") return;
  switch (route.to) {
    case "job": {
      const vendor = vendors[route.vendor];
      return sendJson(
        response,
        answerJob(provider, vendor, { ...route, key: vendor.keyOf(headers) }),
      );
    }
    case "begin fal upload":
      return sendJson(
        response,
        beginFalUpload(provider, `${origin}/fal`, fal.keyOf(headers), body),
      );
    case "fal upload":
      return answerFalUpload(provider, route.method, incoming, body, response);
    case "replicate files": {
      const key = replicate.keyOf(headers);
      const asked = { ...route, key, base: `${origin}/replicate` };
      return sendJson(
        response,
        await answerReplicateFiles(provider, asked, headers["content-type"] ?? "", body),
      );
    }
    case "account": {
      const key = vendors[route.vendor].keyOf(headers);
      const answer = route.vendor === "bfl" ? creditsOf : accountOf;
      return sendJson(response, answer(provider, key));
    }
    default:
      return route satisfies never;
  }
}
