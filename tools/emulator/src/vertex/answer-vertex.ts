import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallRecord } from "../bill.ts";
import { errorScenarios } from "../error-scenarios.ts";
import { answerCall } from "../generate-content.ts";
import { htmlError } from "../google-errors.ts";
import { errorReply, sendJson } from "../json-reply.ts";
import type { JsonReply } from "../json-reply.ts";
import { isServed, judgeCall } from "../judge-call.ts";
import type { Verdict } from "../judge-call.ts";
import { emulatedModel } from "../models.ts";
import { performWork, replyOf } from "../perform-work.ts";
import type { Provider } from "../provider.ts";
import { readBody } from "../read-body.ts";
import type { ReceivedBody } from "../read-body.ts";
import type { PlannedError } from "../scenario.ts";
import { countTokens } from "./count-tokens.ts";
import { credentialOf, vertexAddressOf } from "./vertex-address.ts";
import type { Credential, VertexAddress } from "./vertex-address.ts";
import { credentialMissing, credentialRefused, vertexErrors } from "./vertex-errors.ts";
import { vertexRequestOf } from "./vertex-request.ts";

/** Answers as Vertex AI does for Google's own models: the Gemini API's answers at other addresses, to tokens or keys. */
export async function answerVertex(
  provider: Provider,
  { path, query }: { path: string; query: URLSearchParams },
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = vertexAddressOf(path);
  const credential = credentialOf(incoming, query);
  const asked = address && `${incoming.method ?? "GET"} ${address.verb ?? ""}`.trim();
  if (address && asked === "POST generateContent")
    return await generateVertexContent(provider, { address, credential }, incoming, response);
  const body = await readBody(incoming, provider.options.largestRequestBytes);
  if (!body.whole && body.because === "interrupted") return;
  const free = address && (asked === "GET" || asked === "POST countTokens");
  if (!free) {
    const words = "The requested URL was not found on this server.";
    return sendJson(response, errorReply(htmlError(404, "Not Found", words)));
  }
  provider.modelListCalls += 1;
  sendJson(response, answerFreely(provider, { address, credential }, body));
}

interface Asked {
  address: VertexAddress;
  credential: Credential;
}

function generateVertexContent(
  provider: Provider,
  asked: Asked,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { model, version } = asked.address;
  const { key, inUrl: keyInUrl } = asked.credential;
  const address = { apiVersion: `vertex/${version}`, model, key, keyInUrl };
  return answerCall(provider, address, incoming, response, {
    judge: (body, call) =>
      inVertexWords(asked, judgeCall(provider, address, body, call, vertexRequestOf), call),
    perform: (verdict, call) => replyOf(performWork(verdict, call, provider.options)),
  });
}

/** The same decision as the Gemini API's, said as Vertex says it. */
function inVertexWords(
  { address, credential }: Asked,
  verdict: Verdict,
  call: CallRecord,
): Verdict {
  const name = errorNames.get(verdict.reply);
  if (name === undefined || call.decidedBy === "request") return verdict;
  const { resource, project } = address;
  return { ...verdict, reply: vertexErrors(resource, project, credential.by)[name] };
}

const errorNames = new Map<unknown, keyof typeof errorScenarios>(
  Object.entries(errorScenarios).map(([name, { reply }]) => [
    reply,
    name as keyof typeof errorScenarios,
  ]),
);

/** Describes a model or counts tokens; both check the credential and cost nothing. */
function answerFreely(
  provider: Provider,
  { address, credential }: Asked,
  body: ReceivedBody,
): JsonReply {
  const { key, by } = credential;
  const refusal = (error: PlannedError): JsonReply => errorReply(error, address.model);
  if (key === null) return refusal(credentialMissing);
  if (!provider.keyIsGood(key)) return refusal(credentialRefused(by));
  const model = emulatedModel(address.model);
  if (!model || !isServed(model, provider.options))
    return refusal(vertexErrors(address.resource, address.project, by).model_not_found);
  if (address.verb !== null) return countTokens(provider, model, body);
  return {
    status: 200,
    body: {
      name: `publishers/google/models/${model.id}`,
      versionId: "default",
      openSourceCategory: "PROPRIETARY",
      launchStage: "GA",
      publisherModelTemplate: `projects/{user-project}/locations/{location}/publishers/google/models/${model.id}@default`,
    },
  };
}
