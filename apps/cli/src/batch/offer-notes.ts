import { endsSoonDays } from "@bunch/contracts/ends-soon";
import { insteadOf } from "@bunch/contracts/gone-model";
import type { EstimateAnswer, Model } from "@bunch/contracts/model";
import type { CommandContext } from "../command-context.ts";
import { onOneLine } from "../terminal/style.ts";
import type { BatchRequest } from "./batch-request.ts";
import { countRepeated } from "./read-prompts.ts";

type Speech = CommandContext["speech"];
type Offer = {
  request: Pick<BatchRequest, "prompts" | "maxCost" | "imageSize">;
  estimate: EstimateAnswer;
  /** Those that draw, in the order of the estimate. */
  models: readonly Model[];
  /** All that the server has. */
  known: readonly Model[];
  /** The day of UTC. */
  today: string;
};

/** What is worth a look before a yes: repeated prompts, a cap that is too low, and what the server warns of. */
export function offerNotes(speech: Speech, offer: Offer): string[] {
  const { request, estimate } = offer;
  const { words } = speech;
  const repeated = countRepeated(request.prompts);
  const isCapLow =
    request.maxCost !== undefined && request.maxCost < estimate.estimated_cost.totalCost;
  return [
    ...(repeated > 0 ? [words.repeated(repeated)] : []),
    ...(isCapLow ? [words.capBelowPrice] : []),
    ...warningNotes(speech, offer),
  ];
}

/** The server's sentences are English; in another language they are said anew, each about the model that it was about. */
function warningNotes(speech: Speech, offer: Offer): string[] {
  const { warns } = speech.words;
  const { warnings } = offer.estimate;
  if (speech.language === "en") return warnings.map(({ message }) => onOneLine(message));
  const told = new Map<string, number>();
  return warnings.map(({ code, message }) => {
    const before = told.get(code) ?? 0;
    told.set(code, before + 1);
    const model = modelsMeant(code, offer)[before];
    if (!model) return onOneLine(message);
    const { name, shut_down_on: on } = model;
    switch (code) {
      case "model_shut_down":
        return [warns.shutDown(name, on), ...instead(speech, model, offer)].join(" ");
      case "model_ends_soon":
        return [warns.endsSoon(name, on ?? offer.today), ...instead(speech, model, offer)].join(
          " ",
        );
      default:
        return warns.noSeed(name);
    }
  });
}

/** What to take in a model's place, as the server's own sentence has it (M14). */
function instead({ words, formats }: Speech, model: Model, offer: Offer): string[] {
  const next = insteadOf(model, offer.known, []);
  if (!next) return [];
  const wish = offer.request.imageSize?.toUpperCase();
  const size = next.image_sizes.find((one) => one === wish) ?? next.image_sizes[0] ?? "";
  const price = next.cost_per_image[size] ?? 0;
  return [words.warns.instead(next.name, next.id, price === 0 ? null : formats.each(price))];
}

/** The models that a warning of a code is about, in their order, in which the warnings come too; none where the server's sentence has to do. */
function modelsMeant(code: string, { models, today }: Offer): readonly Model[] {
  switch (code) {
    case "model_shut_down":
      return models.filter(({ status }) => status === "shut_down");
    case "model_ends_soon":
      return models.filter(
        ({ status, shut_down_on: on }) =>
          status === "live" && on !== null && endsSoonDays(on, today) !== null,
      );
    case "seed_not_taken":
      return models.filter((one) => !one.takes_seed);
    default:
      return [];
  }
}
