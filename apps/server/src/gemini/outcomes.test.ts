import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectPicture } from "./testing/expect-picture.ts";
import { moneyOf } from "./testing/money-of.ts";
import { type Emulated, startEmulated } from "./testing/start-emulated.ts";

/** The rows of "Reading the answer": every answer with status 200, and what becomes of its result. */
let emulated: Emulated;
beforeAll(async () => {
  // More attempts than redraws, so that each bound is seen by itself.
  emulated = await startEmulated({ env: { MAX_ATTEMPTS: "5" } });
});
afterAll(() => emulated.stop());

async function draw(prompt: string, fields: Record<string, string> = {}) {
  const seen = await emulated.ended(await emulated.submit(prompt, { fields }));
  return { ...seen, result: seen.results[0], money: moneyOf(seen) };
}

const cannotShow =
  "Unable to show the generated image. You will not be charged for this request. Try rephrasing the prompt.";
const againstPolicy =
  "Unable to show the generated image. The image was filtered out because it violated Google's Generative AI Prohibited Use policy.";
const nothing = "The model answered without a picture.";

/** Where the model says nothing, the reason it gives stands in our sentence. */
const failedDraws: [scenario: string, words: string[]][] = [
  [
    "no_image",
    [
      "NO_IMAGE",
      "The model did not generate the image based on the prompt provided.",
      "I can't picture that: the prompt describes nothing that can be seen.",
    ],
  ],
  ["no_image_silent", ["NO_IMAGE"]],
  ["text_only", [nothing, "Could you tell me more about the fox you have in mind?"]],
  ["empty", [nothing]],
  ["empty_candidates", [nothing]],
  ["empty_content", [nothing]],
  ["no_content", [nothing]],
  ["parts_null", [nothing]],
  ["parts_empty", [nothing]],
  ["thought_draft_only", [nothing]],
  ["image_other", ["IMAGE_OTHER", cannotShow]],
  ["other", ["OTHER"]],
  [
    "image_recitation",
    [
      "IMAGE_RECITATION",
      "Unable to show the generated image. It may be too close to existing material.",
    ],
  ],
  ["malformed_response", ["MALFORMED_RESPONSE", "The model produced a malformed response."]],
];

describe("a failed draw is drawn again at most twice, each draw counted and paid", () => {
  test.concurrent.each(failedDraws)(
    "%s: failed after three calls, in the model's own words",
    async (scenario, words) => {
      const { execution, result, calls, money } = await draw(`in vain [[${scenario}]]`);
      expect(execution.status).toBe("failed");
      expect(result).toMatchObject({
        status: "failed",
        error_code: "no_picture",
        attempts: 3,
        result_url: null,
      });
      for (const word of words) expect(result?.error_message).toContain(word);
      expect(calls).toHaveLength(3);
      expect(money).toMatchObject({ settled: money.billed, possible: 0 });
      expect(money.billed).toBeGreaterThan(0);
    },
  );

  test.concurrent.each(failedDraws)(
    "%s: the same prompt works the third time",
    async (scenario) => {
      const { execution, result, calls, money } = await draw(`twice [[${scenario}*2,ok]]`);
      expect(execution.status).toBe("completed");
      expect(result?.attempts).toBe(3);
      await expectPicture(result, calls);
      expect(calls).toHaveLength(3);
      expect(money).toMatchObject({ settled: money.billed, possible: 0 });
    },
  );

  test.concurrent.each([
    ["bad_base64", "base64 is broken"],
    ["not_a_picture", "cannot be decoded"],
  ])("%s: what cannot be read counts as a failed draw and is paid", async (scenario, words) => {
    const { result, calls, money } = await draw(`unreadable [[${scenario}]]`);
    expect(result).toMatchObject({
      status: "failed",
      error_code: "unreadable_answer",
      attempts: 3,
    });
    expect(result?.error_message).toContain(words);
    expect(calls).toHaveLength(3);
    expect(money).toMatchObject({ settled: money.billed, possible: 0 });
  });

  test.concurrent("a failure of the provider's between them is no redraw", async () => {
    const { result, calls, money } = await draw(
      "mixed [[no_image,internal_500,other,image_other,ok]]",
    );
    expect(result).toMatchObject({ status: "failed", error_code: "no_picture", attempts: 4 });
    expect(result?.error_message).toContain(cannotShow);
    expect(calls).toHaveLength(4);
    expect(money).toMatchObject({ settled: money.billed, possible: 0 });
  });

  test.concurrent("and a failed draw uses up the attempts that a user allows", async () => {
    const { result, calls, money } = await draw("used up [[internal_500*3,no_image*2,ok]]");
    expect(result).toMatchObject({ status: "failed", error_code: "no_picture", attempts: 5 });
    expect(calls).toHaveLength(5);
    expect(money).toMatchObject({ settled: money.billed, possible: 0 });
  });
});

describe("IMAGE_SAFETY is drawn once more only if the user asked for it", () => {
  test.concurrent("unasked: one call, filtered, the filter's words shown", async () => {
    const { execution, result, calls, money } = await draw("a fox [[image_safety,ok]]");
    expect(execution.status).toBe("failed");
    expect(result).toMatchObject({ status: "failed", error_code: "filtered", attempts: 1 });
    expect(result?.error_message).toContain("IMAGE_SAFETY");
    expect(result?.error_message).toContain(againstPolicy);
    expect(calls).toHaveLength(1);
    expect(money).toMatchObject({ settled: money.billed, possible: 0 });
  });

  test.concurrent("asked: a false alarm becomes a picture with the second call", async () => {
    const { result, calls, money } = await draw("a fox, again [[image_safety,ok]]", {
      redraw_filtered: "true",
    });
    await expectPicture(result, calls);
    expect(result?.attempts).toBe(2);
    expect(calls).toHaveLength(2);
    expect(money).toMatchObject({ settled: money.billed, possible: 0 });
  });

  test.concurrent("asked: filtered twice is the end of it", async () => {
    const { result, calls, money } = await draw("a fox, twice [[image_safety*2,ok]]", {
      redraw_filtered: "true",
    });
    expect(result).toMatchObject({ status: "failed", error_code: "filtered", attempts: 2 });
    expect(result?.error_message).toContain(againstPolicy);
    expect(calls).toHaveLength(2);
    expect(money).toMatchObject({ settled: money.billed, possible: 0 });
  });
});

const refusals: [scenario: string, words: string[]][] = [
  ["safety", ["SAFETY", "The response was blocked by the safety filters."]],
  ["prohibited_content", ["PROHIBITED_CONTENT", "The prompt contains content that is prohibited."]],
  ["image_prohibited_content", ["IMAGE_PROHIBITED_CONTENT", againstPolicy]],
  ["recitation", ["RECITATION", "The response repeats existing material."]],
  ["blocklist", ["BLOCKLIST", "The prompt contains a blocked word."]],
  ["spii", ["SPII", "The prompt contains sensitive personal information."]],
  ["prompt_blocked", ["PROHIBITED_CONTENT"]],
  ["prompt_blocked_safety", ["SAFETY"]],
  ["prompt_blocked_other", ["OTHER"]],
];

describe("what the model refuses is never asked again", () => {
  test.concurrent.each(refusals)(
    "%s: one call, refused, in the model's own words",
    async (scenario, words) => {
      const { execution, result, calls, money } = await draw(`no [[${scenario},ok]]`, {
        redraw_filtered: "true",
      });
      expect(execution.status).toBe("failed");
      expect(result).toMatchObject({ status: "failed", error_code: "refused", attempts: 1 });
      for (const word of words) expect(result?.error_message).toContain(word);
      expect(calls).toHaveLength(1);
      expect(money).toMatchObject({ settled: money.billed, possible: 0 });
    },
  );
});

describe("what no second call would change fails at once", () => {
  test.concurrent.each([
    ["max_tokens", "too_long", "MAX_TOKENS"],
    ["unknown_finish", "provider_error", "IMAGE_WAS_EATEN"],
    ["unknown_finish", "provider_error", "The image was eaten by a reason yet to be invented."],
  ])("%s: one call, %s, and it says %j", async (scenario, code, words) => {
    const { execution, result, calls, money } = await draw(`once, ${words} [[${scenario},ok]]`);
    expect(execution.status).toBe("failed");
    expect(result).toMatchObject({ status: "failed", error_code: code, attempts: 1 });
    expect(result?.error_message).toContain(words);
    expect(calls).toHaveLength(1);
    expect(money).toMatchObject({ settled: money.billed, possible: 0 });
  });
});
