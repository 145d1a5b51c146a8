import type { EstimateAnswer, Model } from "@bunch/contracts/model";
import { type PromptEntry, type RowSettings, wordsOf } from "@bunch/contracts/prompt-row";
import type { CommandContext } from "../command-context.ts";
import type { Server } from "../server/open-server.ts";
import { cutToWidth } from "../terminal/display-width.ts";
import { labelled } from "../terminal/rows.ts";
import { onOneLine, style } from "../terminal/style.ts";
import type { BatchRequest } from "./batch-request.ts";
import { offerNotes } from "./offer-notes.ts";

const shownPrompts = 3;

/** Shows what would be drawn and what it would cost, in one look (C1). */
export function showOffer(
  { terminal, speech }: CommandContext,
  offer: {
    server: Server;
    request: BatchRequest;
    estimate: EstimateAnswer;
    model: Model | undefined;
    folder: string;
  },
): void {
  const { words, formats } = speech;
  const { request, estimate, model, server } = offer;
  const { imageCount, totalCost, costPerImage } = estimate.estimated_cost;
  const isFree = estimate.high_cost === 0 && totalCost === 0;
  const perPrompt = imageCount / Math.max(1, estimate.prompts);
  terminal.tell({
    type: "estimate",
    model: estimate.model,
    ...(estimate.models && {
      models: estimate.models.map((one) => ({
        model: one.model,
        expected_cost: one.estimated_cost.totalCost,
        high_cost: one.high_cost,
      })),
    }),
    prompts: estimate.prompts,
    pictures: imageCount,
    reference_images: request.references.length,
    expected_cost: totalCost,
    high_cost: estimate.high_cost,
    cost_per_picture: costPerImage,
    seed: model?.takes_seed === true ? (request.seed ?? null) : null,
    max_cost: request.maxCost ?? null,
    on_doubt: request.onDoubt ?? server.models.on_doubt,
    warnings: estimate.warnings,
  });
  const count = words.pictures(imageCount);
  terminal.say(
    style.bold(perPrompt > 1 ? words.timesEach(imageCount, estimate.prompts, perPrompt) : count),
  );
  const ratio = request.aspectRatio ?? model?.default_aspect_ratio;
  const size = request.imageSize ?? model?.default_image_size;
  const references = request.references.map(
    ({ name, bytes }) => `${onOneLine(name)} (${formats.bytes(bytes.byteLength)})`,
  );
  const { labels } = words;
  const takesSeed = model?.takes_seed === true;
  terminal.say(
    labelled([
      [labels.name, request.name === undefined ? null : onOneLine(request.name)],
      [
        labels.model,
        estimate.models
          ? estimate.models.map((one) => modelLine(offer.server, speech, one)).join(", ")
          : model
            ? `${nameOf(words, model)} (${model.id})`
            : estimate.model,
      ],
      [labels.shape, [ratio, size].filter(Boolean).join(" · ")],
      [labels.seed, takesSeed && request.seed !== undefined ? String(request.seed) : null],
      [labels.references, references.length > 0 ? references.join(", ") : null],
      [
        labels.price,
        isFree
          ? words.free
          : `${style.bold(words.price(formats.total(totalCost), formats.total(estimate.high_cost)))} · ${words.each(formats.each(costPerImage))}`,
      ],
      [
        labels.cap,
        request.maxCost === undefined ? null : words.cap(formats.total(request.maxCost)),
      ],
      [labels.onDoubt, request.onDoubt === undefined ? null : words.onDoubt[request.onDoubt]],
      [labels.folder, offer.folder],
      [labels.server, server.address.url],
    ]),
  );
  sayPrompts(terminal, words, request.prompts);
  const named = estimate.models?.map((one) => one.model) ?? [estimate.model];
  const models = named.flatMap((id) => server.models.data.find((one) => one.id === id) ?? []);
  const today = new Date().toISOString().slice(0, 10);
  for (const note of offerNotes(speech, {
    request,
    estimate,
    models,
    known: server.models.data,
    today,
  }))
    terminal.say(`${style.bold(words.warning)} ${note}`);
}

/** One of several models with what it should cost. */
function modelLine(
  { models }: Server,
  { words, formats }: CommandContext["speech"],
  one: NonNullable<EstimateAnswer["models"]>[number],
): string {
  const model = models.data.find(({ id }) => id === one.model);
  const { totalCost } = one.estimated_cost;
  const amount = one.high_cost === 0 ? words.free : formats.total(totalCost);
  return `${model ? nameOf(words, model) : one.model} (${one.model}): ${amount}`;
}

/** A model's name; only the simulator has one in each language. */
export function nameOf(words: CommandContext["speech"]["words"], model: Model): string {
  return model.simulated ? words.simulator : model.name;
}

function sayPrompts(
  terminal: CommandContext["terminal"],
  words: CommandContext["speech"]["words"],
  prompts: readonly PromptEntry[],
): void {
  const digits = String(Math.min(prompts.length, shownPrompts)).length;
  const room = Math.max(10, terminal.columns() - digits - 6);
  const lines = prompts.slice(0, shownPrompts).map((entry, index) => {
    const own = typeof entry === "string" ? "" : ownWords(words, entry);
    const short = cutToWidth(onOneLine(wordsOf(entry)), Math.max(10, room - own.length - 2));
    return `  ${style.dim(String(index + 1).padStart(digits))}  ${short}${own && `  ${style.dim(own)}`}`;
  });
  const more = prompts.length - shownPrompts;
  if (more > 0) lines.push(`  ${style.dim(words.andMore(more))}`);
  terminal.say(lines.join("\n"));
}

/** What a prompt has of its own, in a few signs. */
function ownWords(words: CommandContext["speech"]["words"], own: RowSettings): string {
  const { aspect_ratio: ratio, image_size: size, references, file_name: name } = own;
  const guides =
    references === undefined
      ? undefined
      : references.length === 0
        ? words.list.noReference
        : words.list.ofReference(references.join(", "));
  return [ratio, size, guides, name && onOneLine(name)].filter(Boolean).join(" · ");
}
