import type { Locator } from "playwright-core";
import type { Journey } from "./set-out.ts";
import { reviewName } from "../button-names.ts";

/**
 * Goes the wizard's way to a batch of these prompts, paid by a key, and presses the button that says the price. Resolves on
 * the page that tells how far it is, with the batch's id.
 */
export async function startBatch(
  journey: Journey,
  input: { url: string; prompts: string[]; onDoubt?: string },
): Promise<string> {
  const { page } = journey;
  await configureBatch(journey, input);
  await generateButton(journey, input.prompts.length).click();
  await journey.arrive("Processing");
  return batchOn(page.url());
}

/** Goes to where the price is told, and nothing is charged yet. */
export async function configureBatch(
  { page, say, arrive }: Journey,
  input: { url: string; prompts: string[]; onDoubt?: string },
): Promise<void> {
  await page.goto(`${input.url}/nano-banana`);
  const own = page.getByRole("button", { name: say("Write or paste your own prompts") });
  const configure = page.getByRole("heading", { level: 1, name: say("Configure") });
  // Whoever has made a batch is not greeted any more.
  await own.or(configure).waitFor();
  if (await own.isVisible()) await own.click();
  await configure.waitFor();
  await page.getByRole("textbox", { name: say("Gemini key") }).fill("AIzaJourney4f2c");
  await page.getByRole("button", { name: say("Check"), exact: true }).click();
  await page.getByText(say("Works"), { exact: true }).waitFor();
  await paste(page.getByRole("textbox", { name: say("Prompts") }), input.prompts.join("\n\n"));
  if (input.onDoubt !== undefined) {
    await page.locator("summary", { hasText: say("If an answer is lost") }).click();
    await page.getByRole("radio", { name: say(input.onDoubt) }).check();
  }
  await page
    .getByRole("button", {
      name: reviewName(say, input.prompts.length),
    })
    .click();
  await arrive("Review");
}

/** Pastes as a person does: what moves under a key that is pressed does not jump. */
export async function paste(field: Locator, text: string): Promise<void> {
  const page = field.page();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await field.press("ControlOrMeta+a");
  await field.press("ControlOrMeta+v");
}

/** The button that starts as many pictures, whatever they cost. */
export function generateButton({ page, say }: Journey, images: number) {
  const [before = "", after = ""] = say(
    "{images, plural, one {Generate # image — about {total}} other {Generate # images — about {total}}}",
    { images, total: "|" },
  ).split("|");
  return page.getByRole("button", { name: new RegExp(`^${before}.+${after}$`) });
}

/** The id of the batch that an address shows. */
export function batchOn(address: string): string {
  const id = /executions\/([\w-]{36})/.exec(address)?.[1];
  if (id === undefined) throw new Error(`${address} shows no batch.`);
  return id;
}
