import type { CallRecord } from "../bill.ts";
import type { Verdict } from "../judge-call.ts";
import { billsAmbiguous } from "../perform-work.ts";
import type { Provider } from "../provider.ts";
import type { PlannedAnswer } from "../scenario.ts";
import { drawPictures } from "./draw-pictures.ts";
import { fateOf } from "./fate-of.ts";
import type { JobOutcome } from "./job.ts";
import type { JobDrawing } from "./job-drawing.ts";
import { picturesOf } from "./job-vendor.ts";
import type { JobVendor } from "./job-vendor.ts";
import { priceOf } from "./price-of.ts";

const drawnInVain: PlannedAnswer = { kind: "answer", parts: [{ picture: "final" }] };

/** Does a job's work and puts it on the bill, once, whoever still asks. */
export function concludeJob(
  provider: Provider,
  vendor: JobVendor,
  verdict: Verdict<JobDrawing>,
  call: CallRecord,
  cancelled: boolean,
): JobOutcome {
  const { drawing, step, ambiguous } = verdict;
  const outcome = cancelled
    ? ({ is: "cancelled" } as const)
    : outcomeOf(provider, vendor, verdict, call);
  const pictures = picturesOf(outcome);
  const order = drawing?.order;
  if (order) {
    const usual =
      pictures.length > 0 && (!ambiguous || billsAmbiguous(step.name, provider.options));
    call.billed = step.billed ?? usual;
    call.costMicros = call.billed ? priceOf(order.model, order.wish, pictures.length || 1) : 0;
    call.modelVersion = order.model.id;
  }
  call.imageSha256 = pictures.map(({ sha256 }) => sha256);
  call.done = true;
  call.finishedAt = new Date().toISOString();
  drawing?.settle(call.costMicros);
  return outcome;
}

function outcomeOf(
  { options }: Provider,
  vendor: JobVendor,
  { reply, drawing, step }: Verdict<JobDrawing>,
  call: CallRecord,
): JobOutcome {
  if (!drawing?.order)
    return drawing?.wrong ? { is: "invalid", error: drawing.wrong } : { is: "failed" };
  const plan = reply.kind === "answer" ? reply : drawnInVain;
  const draft = { callId: call.id, step, ...drawing.order };
  const draw = (planned: PlannedAnswer) => {
    const pictures = drawPictures(planned, draft, options);
    return vendor.deliversOne ? pictures.slice(-1) : pictures;
  };
  const fate = fateOf(step, plan);
  switch (fate) {
    case "drawn":
      return { is: "drawn", pictures: draw(plan) };
    case "moderated before":
      return { is: "moderated", stage: "input", pictures: [] };
    case "moderated after":
      return {
        is: "moderated",
        stage: "output",
        pictures: vendor.showsModerated ? draw(drawnInVain) : [],
      };
    case "empty":
    case "failed":
    case "cancelled":
      return { is: fate };
    default:
      return fate satisfies never;
  }
}
