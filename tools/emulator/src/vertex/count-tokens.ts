import { errorReply } from "../json-reply.ts";
import type { JsonReply } from "../json-reply.ts";
import { orRefusal } from "../judge-call.ts";
import type { EmulatedModel } from "../models.ts";
import type { Provider } from "../provider.ts";
import type { ReceivedBody } from "../read-body.ts";
import { RequestRefused, parsedBody, readRequest } from "../read-request.ts";
import { promptTokensOf, wordsIn } from "../usage.ts";

/** Answers `countTokens`: what a request would send, free of charge. */
export function countTokens(
  provider: Provider,
  model: EmulatedModel,
  body: ReceivedBody,
): JsonReply {
  const request = orRefusal(() =>
    readRequest(parsedBody(body.whole ? body.text : ""), "v1beta", provider.fileFinder("")),
  );
  if (request instanceof RequestRefused) return errorReply(request.reply);
  const words = wordsIn(request.prompt);
  const totalTokens = promptTokensOf(request, model);
  return {
    status: 200,
    body: {
      totalTokens,
      totalBillableCharacters: request.prompt.replaceAll(/\s/gu, "").length,
      promptTokensDetails: [
        { modality: "TEXT", tokenCount: words },
        ...(totalTokens > words ? [{ modality: "IMAGE", tokenCount: totalTokens - words }] : []),
      ],
    },
  };
}
