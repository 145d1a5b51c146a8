import type { Model } from "@bunch/contracts/model";
import { nameOf } from "../batch/show-offer.ts";
import type { CommandContext } from "../command-context.ts";
import { exitStatus, type ExitStatus } from "../exit-status.ts";
import { labelled } from "../terminal/rows.ts";
import { style } from "../terminal/style.ts";
import type { Speech } from "../words/speak.ts";

/** `bunch model list`: what can draw, in which sizes, for how much. */
export async function modelList({
  terminal,
  speech,
  openServer,
}: CommandContext): Promise<ExitStatus> {
  const { models } = await openServer();
  for (const model of models.data) terminal.tell({ type: "model", ...model });
  if (terminal.json) return exitStatus.allThere;
  terminal.say(
    models.data
      .map((model) => described(speech, model, models.limits.max_reference_images))
      .join("\n\n"),
  );
  return exitStatus.allThere;
}

/** One model in words; `most` reference pictures is what the server takes, whatever the model would. */
function described({ words, formats }: Speech, model: Model, most: number): string {
  const { labels } = words;
  const notes = [
    ...(model.is_default ? [words.isDefault] : []),
    ...(model.shut_down_on ? [words.isShutDown(formats.day(model.shut_down_on))] : []),
  ];
  const prices = Object.entries(model.cost_per_image).map(([size, cost]) =>
    words.eachBySize(size, cost === 0 ? words.free : words.about(formats.each(cost))),
  );
  const head = `${style.bold(model.id)}  ${nameOf(words, model)}`;
  return [
    notes.length > 0 ? `${head} (${notes.join(", ")})` : head,
    labelled([
      [labels.price, prices.join(", ")],
      [labels.shapes, model.aspect_ratios.join(" ")],
      [labels.references, words.upToRefs(Math.min(model.max_reference_images, most))],
      [labels.key, model.needs_key ? words.needsKey : words.needsNoKey],
    ]),
  ].join("\n");
}
