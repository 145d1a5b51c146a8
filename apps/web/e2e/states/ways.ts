import type { BatchKind } from "./stage/batches.ts";
import { promptsOf } from "./stage/prompts.ts";
import type { Visit } from "./state.ts";
import { reviewName } from "../button-names.ts";

/** Opens a page of the server that is looked at. */
export function go({ page, url }: Visit, path: string): Promise<unknown> {
  return page.goto(`${url}${path}`);
}

/** Opens the form for a new batch; a newcomer is greeted first. */
export async function openForm(visit: Visit): Promise<void> {
  const { page, say } = visit;
  await go(visit, "/nano-banana");
  const own = page.getByRole("button", { name: say("Write or paste your own prompts") });
  await own.or(page.locator("#prompts")).first().waitFor();
  if (await own.isVisible()) await own.click();
  await page.locator("#prompts").waitFor();
}

/** Writes prompts as somebody who pastes them: by a key, so that what makes room for them is asked for. */
export async function writePrompts({ page }: Visit, prompts: readonly string[]): Promise<void> {
  const field = page.locator("#prompts");
  await field.press("End");
  await field.fill(prompts.join("\n\n"));
}

/** Fills the form for the simulator with the twelve prompts. */
export async function fillForm(visit: Visit): Promise<void> {
  const { page, say, language } = visit;
  await openForm(visit);
  await writePrompts(visit, promptsOf(language));
  await page.getByRole("radio", { name: say("Simulator") }).check();
  await page.getByRole("button", { name: "4:5" }).click();
  await reviewButton(visit, 12).waitFor();
  await page.evaluate("window.scrollTo(0, 0)");
}

/** Unfolds the field for a seed. */
export async function openSeed({ page, say }: Visit) {
  await page.locator("summary", { hasText: say("Seed") }).click();
  return page.getByRole("textbox", { name: say("Seed") });
}

/** The way from the form to the price. */
export function reviewButton({ page, say }: Visit, count: number) {
  const name = reviewName(say, count);
  return page.getByRole("button", { name });
}

/** Types a key, has it checked and waits for words of the answer, which takes its room. */
export async function giveKey(
  { page, say, makeRoom }: Visit,
  key: string,
  answer = "Works",
): Promise<void> {
  await page.getByRole("textbox", { name: say("Gemini key") }).fill(key);
  await makeRoom(async () => {
    await page.getByRole("button", { name: say("Check"), exact: true }).click();
    await page
      .getByText(say(answer), { exact: answer === "Works" })
      .first()
      .waitFor();
  });
}

/** The address of a page of a batch. */
export async function pageOf(
  { stage, language }: Visit,
  kind: BatchKind,
  rest = "",
): Promise<string> {
  return `/nano-banana/executions/${await stage.batch(kind, language)}${rest}`;
}

/** Opens the results of a batch and waits for its first picture. */
export async function openResults(visit: Visit, kind: BatchKind, query = ""): Promise<void> {
  await go(visit, await pageOf(visit, kind, query));
  await visit.page.locator('[data-place="0"]').waitFor();
}

/** Opens a page that shows how a batch goes on, and waits for words on it. */
export async function openProcessing(visit: Visit, kind: BatchKind, words: string): Promise<void> {
  await go(visit, await pageOf(visit, kind, "/processing"));
  await visit.page.getByText(visit.say(words)).first().waitFor();
}
