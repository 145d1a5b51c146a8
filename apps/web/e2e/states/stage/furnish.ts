import { createAdminClient } from "@bunch/contracts/admin-client";
import { names } from "./names.ts";
import { createWebhookClient } from "@bunch/contracts/webhook-client";
import { type Person, rememberedKey, webhookUrl } from "./people.ts";
import { promptsOf } from "./prompts.ts";
import type { SignedIn } from "./start-signed-in.ts";
import { drawn, ended, pausedBy, submit } from "./submit.ts";

/** What there is to look at in an account and in the administration: batches of some days, a key, a token, limits. */
export async function furnishAccounts(signedIn: SignedIn): Promise<void> {
  const admin = createAdminClient(await signedIn.clientOf("marie"));
  for (const [index, person] of (["marie", "ahmed", "lucie"] as const).entries()) {
    const client = await signedIn.clientOf(person);
    const secret = index === 0 ? rememberedKey.secret : `AIzaSy-of-somebody-else-${index}a1b`;
    const { id: keyId } = await client.rememberKey({ api_key: secret, name: "Atelier" });
    if (index === 0) await client.createToken({ name: names.token.en, scope: "run" });
    for (let left = 3 - index; left > 0; left -= 1) {
      const id = await submit(client, {
        prompts: promptsOf("en")
          .slice(0, left * 4)
          .map(withMishaps),
        fields: { key_id: keyId },
      });
      await ended(client, id);
      await signedIn.moveBack(id, left * 2 + index);
      // Once all of hers are over: nobody is to be told in earnest.
      if (index === 0 && left === 1) {
        const { id: webhookId } = await createWebhookClient(client).add({ url: webhookUrl });
        await signedIn.tell(webhookId, id);
      }
    }
  }
  const everybodys = await admin.everybodysLimits();
  await admin.setEverybodysLimits({ ...everybodys, executions_a_day: 40, pictures_a_day: 200 });
  await admin.setUserLimits(signedIn.idOf("lucie"), { ...everybodys, pictures_a_day: 1 });
}

/** Of each batch the third is refused; of larger ones the eighth is held back, and the eleventh answered in words. */
function withMishaps(prompt: string, index: number): string {
  const mishap = { 2: "prompt_blocked", 7: "image_safety", 10: "text_only" }[index];
  return mishap ? `${prompt} [[${mishap}]]` : prompt;
}

/** A history: what waits for its owner, what is under way, and batches of today, yesterday, this week and another month. */
export async function furnishHistory(signedIn: SignedIn, language: "en" | "fr"): Promise<void> {
  const client = await signedIn.clientOf(historian(language));
  const prompts = promptsOf(language);
  const mixed = (rest: string) =>
    prompts.map((prompt, index) => (index < 5 ? prompt : `${prompt} [[${rest}]]`));
  const api_key = `AIzaSy-${language}-of-the-studio-7h7h`;
  const resting = await submit(client, {
    prompts: mixed("credits_depleted"),
    fields: { name: names.menu[language], api_key: `${api_key}-1` },
  });
  const running = await submit(client, {
    prompts: mixed("hang_before_headers"),
    fields: { name: names.posters[language], api_key: `${api_key}-2` },
  });
  const finished = [
    { name: names.ceramics, from: 0, days: 0 },
    { name: names.postcards, from: 4, days: 1 },
    { name: names.jumpers, from: 6, days: 4 },
    { name: null, from: 8, days: 60 },
  ];
  for (const { name, from, days } of finished) {
    const id = await submit(client, {
      prompts: prompts.slice(from, from + 4),
      fields: { model: "simulator", ...(name && { name: name[language] }) },
    });
    await ended(client, id);
    await signedIn.moveBack(id, days);
  }
  await pausedBy(client, resting, "no_credit");
  await drawn(client, running, 5);
}

/** Whose history it is. */
export function historian(language: "en" | "fr"): Person {
  return language === "fr" ? "karim" : "kate";
}
