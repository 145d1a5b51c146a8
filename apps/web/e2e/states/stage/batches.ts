import type { Client } from "@bunch/contracts/client";
import type { Emulator } from "@bunch/emulator/start-emulator";
import { until } from "../../../../../tools/testing/until.ts";
import { names } from "./names.ts";
import { promptsOf } from "./prompts.ts";
import { drawn, ended, pausedBy, submit } from "./submit.ts";

type Language = "en" | "fr";
type Making = { client: Client; emulator: Emulator; language: Language };

/** The first few come, and the rest does what the emulator is told by the words in brackets. */
async function begin(
  { client, language }: Making,
  rest: string,
  fields: Record<string, string> = {},
): Promise<string> {
  const prompts = promptsOf(language).map((prompt, index) =>
    index < 5 || rest === "" ? prompt : `${prompt} [[${rest}]]`,
  );
  const name = names.posters[language];
  return submit(client, {
    prompts,
    fields: { name, api_key: newKey(), aspect_ratio: "4:5", ...fields },
  });
}

/** No two batches share a key: the pace of one would be the pace of the other. */
function newKey(): string {
  return `AIzaSy-${crypto.randomUUID().slice(0, 8)}-7h7h`;
}

/** What the emulator answers meanwhile, call by call, to a batch that is drawn alone, so that its prompts need no words in brackets. */
async function following(
  { emulator }: Making,
  script: string[],
  make: () => Promise<string>,
): Promise<string> {
  emulator.configure({ script });
  try {
    return await make();
  } finally {
    emulator.configure({ script: [] });
  }
}

/** A batch of so many that ends, its calls answered by a script. */
function scripted(making: Making, script: string[], count: number): Promise<string> {
  const { client, language } = making;
  return following(making, script, async () => {
    const id = await submit(client, {
      prompts: promptsOf(language).slice(0, count),
      fields: { name: names.menu[language], api_key: newKey(), aspect_ratio: "4:5" },
    });
    await ended(client, id);
    return id;
  });
}

/**
 * Five calls bring pictures, and the others this. By words in brackets it would be left to chance which of those that are called
 * together is answered first, and a refusal that comes first lets none of the others be called.
 */
function refusedAfterFive(making: Making, step: string): Promise<string> {
  const { client } = making;
  return following(making, ["ok*5", `${step}*40`], async () => {
    const id = await begin(making, "");
    await drawn(client, id, 5);
    await until("the others were refused", async () => {
      const { stats, reason, waiting } = await client.getExecution(id);
      return stats.processing === 0 && (reason !== null || waiting !== null);
    });
    return id;
  });
}

export type BatchKind =
  | "drawn"
  | "four of each"
  | "paid"
  | "partly failed"
  | "all failed"
  | "half done"
  | "limited"
  | "paused"
  | "cancelled"
  | "at its cap"
  | "with a refused key"
  | "out of credit"
  | "of today’s quota"
  | "with a model that is gone"
  | "in doubt"
  | "side by side"
  | "side by side, under way";

/** How each of these batches is brought about; none of them moves on by itself. */
export const recipes: Record<BatchKind, (making: Making) => Promise<string>> = {
  drawn: async ({ client, language }) => {
    const fields = { name: names.ceramics[language], model: "simulator", aspect_ratio: "4:5" };
    const id = await submit(client, { prompts: promptsOf(language), fields });
    await ended(client, id);
    return id;
  },
  "four of each": async ({ client, language }) => {
    const fields = {
      name: names.postcards[language],
      model: "simulator",
      variations: "4",
      seed: "407",
    };
    const id = await submit(client, { prompts: promptsOf(language).slice(5, 8), fields });
    await ended(client, id);
    const results = (await client.listResults(id)).data;
    const stars = [5, 4, 2, 3, 5];
    await client.rate(id, {
      results: [
        ...stars.map((rating, index) => ({ id: results[index]?.id ?? "", rating })),
        { id: results[7]?.id ?? "", rejected: true },
      ],
    });
    return id;
  },
  paid: (making) => scripted(making, [], 6),
  "partly failed": (making) =>
    scripted(
      making,
      ["ok*4", "prohibited_content", "image_safety", "ok*3", "invalid_argument", "ok*9"],
      10,
    ),
  "all failed": (making) => scripted(making, ["prohibited_content*9"], 3),
  "half done": async (making) => {
    const id = await begin(making, "hang_before_headers");
    await drawn(making.client, id, 5);
    return id;
  },
  limited: async (making) => {
    const id = await refusedAfterFive(making, "rate_minute:1500");
    await until("it waits", async () => {
      const { waiting, stats } = await making.client.getExecution(id);
      return waiting?.code === "rate_limited" && stats.processing === 0;
    });
    return id;
  },
  paused: async (making) => {
    const id = await recipes.limited(making);
    await making.client.pause(id);
    await pausedBy(making.client, id, "user");
    return id;
  },
  cancelled: async (making) => {
    const id = await recipes["out of credit"](making);
    await making.client.cancel(id);
    await ended(making.client, id);
    return id;
  },
  "at its cap": async (making) => {
    const id = await begin(making, "", { max_cost: "0.30" });
    await pausedBy(making.client, id, "cap");
    return id;
  },
  "with a refused key": async (making) => {
    const id = await begin(making, "", { api_key: `AIzaSy-${crypto.randomUUID()}-dead` });
    await pausedBy(making.client, id, "bad_key");
    return id;
  },
  "out of credit": async (making) => {
    const id = await refusedAfterFive(making, "credits_depleted");
    await pausedBy(making.client, id, "no_credit");
    return id;
  },
  "of today’s quota": async (making) => {
    const id = await refusedAfterFive(making, "rate_day");
    await pausedBy(making.client, id, "daily_quota");
    return id;
  },
  "with a model that is gone": async (making) => {
    const id = await begin(making, "", { model: "gemini-3.1-flash-image" });
    await pausedBy(making.client, id, "model_gone");
    return id;
  },
  "in doubt": (making) => {
    const { client, language } = making;
    // Which of those that are called together meets it is left to chance.
    const script = ["ok*3", "reset_after_accept", "ok*3", "reset_after_accept"];
    return following(making, script, async () => {
      const name = names.posters[language];
      const id = await submit(client, {
        prompts: promptsOf(language),
        fields: { name, api_key: newKey(), on_doubt: "ask" },
      });
      await pausedBy(client, id, "doubts");
      return id;
    });
  },
  "side by side": (making) => sideBySide(making, "image_safety", { variations: "2" }),
  "side by side, under way": (making) => sideBySide(making, "hang_before_headers", {}),
};

/** Three models with the same prompts; of the third, the two of them that are called do what the words in brackets say. */
async function sideBySide(
  { client, language }: Making,
  rest: string,
  fields: Record<string, string>,
): Promise<string> {
  const prompts = promptsOf(language)
    .slice(0, 4)
    .map((prompt, index) => (index === 2 ? `${prompt} [[${rest}]]` : prompt));
  const models = ["gemini-nano-banana-2.1", "gemini-3-pro-image", "simulator"];
  const id = await submit(client, {
    prompts,
    fields: {
      name: names.ceramics[language],
      models: JSON.stringify(models),
      api_key: newKey(),
      aspect_ratio: "4:5",
      ...fields,
    },
  });
  const { set_id: setId } = await client.getExecution(id);
  for (const one of (await client.getSet(setId ?? "")).executions)
    if (rest === "hang_before_headers")
      await drawn(client, one.id, one.model === "simulator" ? 4 : 3);
    else await ended(client, one.id);
  return id;
}
