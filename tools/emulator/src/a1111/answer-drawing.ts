import type { IncomingMessage, ServerResponse } from "node:http";
import { answerBytes } from "../answer-content.ts";
import type { CallRecord } from "../bill.ts";
import type { OutgoingReply } from "../deliver.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { answerCall } from "../generate-content.ts";
import { judgeScenario, orRefusal, refused } from "../judge-call.ts";
import type { Verdict } from "../judge-call.ts";
import { basicKeyOf, letsIn } from "../local-door.ts";
import { outgoingError } from "../outgoing-error.ts";
import { billsAmbiguous } from "../perform-work.ts";
import type { Provider } from "../provider.ts";
import { proxyPage } from "../proxy-page.ts";
import type { ReceivedBody } from "../read-body.ts";
import { RequestRefused } from "../read-request.ts";
import type { PlannedAnswer } from "../scenario.ts";
import { drawingBody, drawingFields } from "./drawing-fields.ts";
import { drawingWishOf } from "./drawing-wish.ts";
import type { DrawingWish } from "./drawing-wish.ts";
import { notAuthenticated, webuiErrors, wrongPassword } from "./webui-errors.ts";
import { writtenDrawing } from "./written-drawing.ts";

type Method = "txt2img" | "img2img";
type Drawing = { request: DrawingWish };

/** Answers one call to `txt2img` or `img2img`; there is one graphics card, so calls wait for each other. */
export function answerDrawing(
  provider: Provider,
  method: Method,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const key = basicKeyOf(incoming);
  const contentType = incoming.headers["content-type"] ?? "";
  const address = { apiVersion: "sdapi/v1", model: "", key, keyInUrl: false };
  let endTurn = (): void => {};
  return answerCall<Drawing>(provider, address, incoming, response, {
    judge: async (body, call) => {
      const verdict = judgeDrawing(provider, { method, key, contentType }, body, call);
      if (isDrawn(verdict)) endTurn = await provider.webuiTurns.take();
      return verdict;
    },
    perform: (verdict, call) => {
      endTurn();
      return performDrawing(verdict, call, provider.options);
    },
  });
}

/** Whether the graphics card has work with it: a 5xx comes once the drawing has failed. */
function isDrawn({ reply, ambiguous, drawing }: Verdict<Drawing>): boolean {
  if (drawing === null) return false;
  return reply.kind === "answer" || ambiguous || reply.httpStatus >= 500;
}

/** Decides in FastAPI's order: JSON, password, fields, what they ask for, and only then the scenario. No limits: it is one's own. */
function judgeDrawing(
  provider: Provider,
  asked: { method: Method; key: string | null; contentType: string },
  received: ReceivedBody,
  call: CallRecord,
): Verdict<Drawing> {
  if (!received.whole) return refused(call, "request", proxyPage(413, "Request Entity Too Large"));
  const body = orRefusal(() => drawingBody(asked.contentType, received.text));
  if (body instanceof RequestRefused) return refused(call, "request", body.reply);
  const { key } = asked;
  const good = letsIn(provider, key);
  if (key !== null) provider.countCallOf(key);
  if (!good) return refused(call, "key", key === null ? notAuthenticated : wrongPassword);
  call.prompt = typeof body["prompt"] === "string" ? body["prompt"] : null;
  const request = orRefusal(() =>
    drawingWishOf(asked.method, drawingFields(asked.method, body), provider.options),
  );
  if (request instanceof RequestRefused) return refused(call, "request", request.reply);
  const { references, dimensions, checkpoint } = request;
  call.references = [...references];
  call.modalities = ["IMAGE"];
  call.imageSize = `${dimensions.width}x${dimensions.height}`;
  call.seed = request.seed;
  call.model = checkpoint.name;
  const verdict = judgeScenario(provider, { request }, call);
  return verdict.reply.kind === "error" && isErrorScenario(verdict.step.name)
    ? { ...verdict, reply: webuiErrors[verdict.step.name] }
    : verdict;
}

function isErrorScenario(name: string): name is keyof typeof webuiErrors {
  return Object.hasOwn(webuiErrors, name);
}

const drawnInVain: PlannedAnswer = { kind: "answer", parts: [{ picture: "final" }] };
const headers = { server: "uvicorn" };

function performDrawing(
  verdict: Verdict<Drawing>,
  call: CallRecord,
  options: EmulatorOptions,
): OutgoingReply {
  const { reply, drawing, ambiguous, step } = verdict;
  const plan = reply.kind === "answer" ? reply : ambiguous ? drawnInVain : null;
  const written =
    plan && drawing ? writtenDrawing(plan, drawing.request, { id: call.id, step }, options) : null;
  const isDrawing = plan?.parts.some((part) => "picture" in part) ?? false;
  const usual = isDrawing && (!ambiguous || billsAmbiguous(step.name, options));
  call.billed = step.billed ?? usual;
  call.done = true;
  call.finishedAt = new Date().toISOString();
  if (reply.kind === "error") return outgoingError(reply, verdict, call.model, options, headers);
  if (!written) throw new Error("An answer was planned for a call that was not let in.");
  call.modelVersion = written.checkpoint.name;
  call.imageSha256 = written.imageSha256;
  return {
    status: 200,
    contentType: "application/json",
    headers,
    body: answerBytes(written.content, "one line"),
  };
}
