import type { Execution } from "@bunch/contracts/execution";
import { insteadOf } from "@bunch/contracts/gone-model";
import type { ModelList } from "@bunch/contracts/model";
import type { RowSettings } from "@bunch/contracts/prompt-row";
import type { Result } from "@bunch/contracts/result";
import { blocksOf, tidyText } from "./analyse-prompts.ts";
import type { Draft } from "./draft.ts";
import type { OwnSettings } from "./own-settings.ts";

/** What is taken over of a result: its words, and what its row asked for. */
export type DrawnBefore = Pick<
  Result,
  "batch_index" | "prompt_text" | "aspect_ratio" | "image_size" | "given_name"
>;

/**
 * What changes with prompts of an earlier batch, each once: they come behind those that are there, with settings of their own.
 * Where none are there, the batch's model, ratio and size come along; in place of a model that is gone what is to be taken instead.
 */
export function withPromptsAgain(
  draft: Draft,
  drawn: {
    execution: Pick<Execution, "model" | "aspect_ratio" | "image_size">;
    results: readonly DrawnBefore[];
    catalogue: ModelList;
  },
): Partial<Draft> {
  const { execution, catalogue } = drawn;
  const prompts = new Map(drawn.results.map((result) => [result.batch_index, result]));
  const again = [...prompts.values()].toSorted((one, two) => one.batch_index - two.batch_index);
  const written = draft.promptsText.trimEnd();
  const texts = again.map(({ prompt_text: text }) => asOnePrompt(text));
  const before = blocksOf(written).map((_, place) => draft.own[place] ?? null);
  const own: OwnSettings = [...before, ...again.map(ownOf)];
  return {
    promptsText: [...(written === "" ? [] : [written]), ...texts].join("\n\n"),
    own: own.some((one) => one !== null) ? own : [],
    ...(written === "" && {
      ...modelOf(execution.model, catalogue),
      aspectRatio: execution.aspect_ratio,
      imageSize: execution.image_size,
    }),
  };
}

/** A blank line would make two prompts of it. */
export function asOnePrompt(text: string): string {
  return tidyText(text)
    .trim()
    .replace(/\n\s*\n/g, "\n");
}

function ownOf(result: DrawnBefore): RowSettings | null {
  const own: RowSettings = {
    ...(result.aspect_ratio !== null && { aspect_ratio: result.aspect_ratio }),
    ...(result.image_size !== null && { image_size: result.image_size }),
    ...(result.given_name !== null && { file_name: result.given_name }),
  };
  return Object.keys(own).length === 0 ? null : own;
}

function modelOf(id: string, { data }: ModelList): Pick<Draft, "model" | "others"> {
  const known = data.find((one) => one.id === id);
  const isGone = known?.status === "shut_down";
  const model = known && isGone ? insteadOf(known, data, []) : known;
  return { model: model?.id ?? null, others: [] };
}
