import type { PlannedAnswer, Scenario } from "./scenario.ts";

const cannotShow =
  "Unable to show the generated image. You will not be charged for this request. Try rephrasing the prompt.";
const againstPolicy =
  "Unable to show the generated image. The image was filtered out because it violated Google's Generative AI Prohibited Use policy.";

function drawn(parts: PlannedAnswer["parts"], more: Partial<PlannedAnswer> = {}): PlannedAnswer {
  return { kind: "answer", parts, finishReason: "STOP", ...more };
}

/** An answer without a picture: no content, the reason, and the words that come with it. */
function undrawn(
  finishReason: string,
  finishMessage?: string,
  more: Partial<PlannedAnswer> = {},
): PlannedAnswer {
  return {
    kind: "answer",
    hole: "empty_content",
    parts: [],
    finishReason,
    ...(finishMessage && { finishMessage }),
    ...more,
  };
}

/** Every answer with status 200 that arrives whole. */
export const answerScenarios = {
  ok: { says: "a picture", reply: drawn([{ picture: "final" }]) },
  slow: {
    says: "a picture, so many seconds later (3)",
    reply: drawn([{ picture: "final" }]),
    argument: "seconds",
  },
  slow_body: {
    says: "a picture whose bytes trickle in over so many seconds (3)",
    reply: drawn([{ picture: "final" }]),
    delivery: "slowly",
    argument: "seconds",
  },
  no_image: {
    says: "NO_IMAGE, with words where TEXT is allowed",
    reply: drawn(
      [{ text: "I can't picture that: the prompt describes nothing that can be seen." }],
      {
        finishReason: "NO_IMAGE",
        finishMessage: "The model did not generate the image based on the prompt provided.",
        wordsNeedText: true,
      },
    ),
  },
  no_image_silent: { says: "NO_IMAGE without a word", reply: undrawn("NO_IMAGE") },
  text_only: {
    says: "STOP with words instead of a picture",
    reply: drawn([{ text: "Could you tell me more about the fox you have in mind?" }]),
  },
  empty: {
    says: "no candidates at all",
    reply: { kind: "answer", hole: "no_candidates", parts: [] },
  },
  empty_candidates: {
    says: "candidates: []",
    reply: { kind: "answer", hole: "empty_candidates", parts: [] },
  },
  empty_content: { says: "content: {}", reply: undrawn("STOP") },
  no_content: {
    says: "a candidate without content",
    reply: undrawn("STOP", undefined, { hole: "no_content" }),
  },
  parts_null: { says: "parts: null", reply: undrawn("STOP", undefined, { hole: "null_parts" }) },
  parts_empty: { says: "parts: []", reply: undrawn("STOP", undefined, { hole: "empty_parts" }) },
  image_other: { says: "IMAGE_OTHER", reply: undrawn("IMAGE_OTHER", cannotShow) },
  other: { says: "OTHER", reply: undrawn("OTHER") },
  image_recitation: {
    says: "IMAGE_RECITATION",
    reply: undrawn(
      "IMAGE_RECITATION",
      "Unable to show the generated image. It may be too close to existing material.",
    ),
  },
  malformed_response: {
    says: "MALFORMED_RESPONSE",
    reply: undrawn("MALFORMED_RESPONSE", "The model produced a malformed response."),
  },
  image_safety: {
    says: "IMAGE_SAFETY, the filter on this one sample",
    reply: undrawn("IMAGE_SAFETY", againstPolicy),
  },
  safety: {
    says: "SAFETY",
    reply: undrawn("SAFETY", "The response was blocked by the safety filters."),
  },
  prohibited_content: {
    says: "PROHIBITED_CONTENT",
    reply: undrawn("PROHIBITED_CONTENT", "The prompt contains content that is prohibited."),
  },
  image_prohibited_content: {
    says: "IMAGE_PROHIBITED_CONTENT",
    reply: undrawn("IMAGE_PROHIBITED_CONTENT", againstPolicy),
  },
  recitation: {
    says: "RECITATION",
    reply: undrawn("RECITATION", "The response repeats existing material."),
  },
  blocklist: {
    says: "BLOCKLIST",
    reply: undrawn("BLOCKLIST", "The prompt contains a blocked word."),
  },
  spii: {
    says: "SPII",
    reply: undrawn("SPII", "The prompt contains sensitive personal information."),
  },
  prompt_blocked: {
    says: "promptFeedback.blockReason PROHIBITED_CONTENT, no candidates",
    reply: { kind: "answer", hole: "no_candidates", parts: [], blockReason: "PROHIBITED_CONTENT" },
  },
  prompt_blocked_safety: {
    says: "promptFeedback.blockReason SAFETY, no candidates",
    reply: { kind: "answer", hole: "no_candidates", parts: [], blockReason: "SAFETY" },
  },
  prompt_blocked_other: {
    says: "promptFeedback.blockReason OTHER, no candidates",
    reply: { kind: "answer", hole: "no_candidates", parts: [], blockReason: "OTHER" },
  },
  max_tokens: { says: "MAX_TOKENS", reply: undrawn("MAX_TOKENS") },
  unknown_finish: {
    says: "a finishReason nobody has heard of",
    reply: undrawn("IMAGE_WAS_EATEN", "The image was eaten by a reason yet to be invented."),
  },
  bad_base64: {
    says: "a picture whose base64 is broken",
    reply: drawn([{ picture: "final", flaw: "bad_base64" }]),
  },
  wrong_mime: {
    says: "says PNG, is JPEG",
    reply: drawn([{ picture: "final", flaw: "wrong_mime" }]),
  },
  not_a_picture: {
    says: "says PNG, is a text",
    reply: drawn([{ picture: "final", flaw: "not_a_picture" }]),
  },
  wrong_size: {
    says: "a picture of other dimensions than asked for",
    reply: drawn([{ picture: "final", flaw: "wrong_size" }]),
    argument: "pixels",
  },
  big_body: {
    says: "a picture in a body of so many megabytes (60)",
    reply: drawn([{ picture: "final", flaw: "heavy" }]),
    argument: "megabytes",
  },
  two_images: {
    says: "two pictures, neither called a draft; both are billed",
    reply: drawn([{ picture: "draft" }, { picture: "final" }]),
  },
  thought_draft: {
    says: "a thought and a draft marked as such, then the picture; both are billed",
    reply: drawn([
      { text: "**Composing the scene**\n\nI place the subject first.", thought: true },
      { picture: "draft", thought: true },
      { picture: "final" },
    ]),
  },
  thought_draft_only: {
    says: "only a draft marked as a thought, no picture",
    reply: drawn([{ picture: "draft", thought: true }]),
  },
  text_before_image: {
    says: "words, then the picture",
    reply: drawn([{ text: "Here it is: " }, { picture: "final" }]),
  },
  text_after_image: {
    says: "the picture, then words",
    reply: drawn([{ picture: "final" }, { text: "I hope you like the colours." }]),
  },
  missing_usage: {
    says: "a picture, no token counts",
    reply: drawn([{ picture: "final" }], { withoutUsage: true }),
  },
  model_version_differs: {
    says: "a picture, drawn and billed by another model than asked for",
    reply: drawn([{ picture: "final" }], { otherModelVersion: true }),
    argument: "model",
  },
} satisfies Record<string, Scenario>;
