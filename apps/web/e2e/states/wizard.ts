import { xmpPacket } from "@bunch/core/metadata/xmp-packet";
import sharp from "sharp";
import { promptsOf } from "./stage/prompts.ts";
import { people } from "./stage/people.ts";
import type { State, Visit } from "./state.ts";
import { fillForm, giveKey, go, openForm, openSeed, reviewButton, writePrompts } from "./ways.ts";

const choices = {
  en: ["a {red|green} vase in {snow|rain}, soft light", "a {{product}} on slate, from above"],
  fr: ["un vase {rouge|vert} sous {la neige|la pluie}", "{{produit}} sur ardoise, vu de dessus"],
};

/** What is seen before a batch is started: the welcome, the form and its marks. */
export const wizardStates: State[] = [
  {
    name: "welcome",
    viewer: "nadia",
    come: async (visit) => {
      await go(visit, "/nano-banana");
      await visit.page
        .getByRole("button", { name: visit.say("Write or paste your own prompts") })
        .waitFor();
      await visit.page.getByText(people.nadia.email).waitFor({ state: "attached" });
    },
  },
  { name: "configure-empty", viewer: "the owner", come: openForm },
  { name: "configure", viewer: "the owner", come: fillForm },
  {
    name: "configure-marks",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say, language } = visit;
      await openForm(visit);
      const [first = "", second = "", third = ""] = promptsOf(language);
      const long = `${third}, ${"a very long prompt ".repeat(440)}`;
      await writePrompts(visit, [first, second, first, third, second, long]);
      await page.getByRole("button", { name: say("Leave all repetitions out") }).waitFor();
      // The mirror has buttons for the mouse; by keyboard it is a list below.
      const marks = page.getByRole("list", { name: say("Marked prompts") });
      await marks
        .getByRole("button", { name: say("Leave it out") })
        .last()
        .press("Enter");
      await page.evaluate("window.scrollTo(0, 0)");
    },
  },
  {
    name: "configure-lines",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say, language } = visit;
      await openForm(visit);
      await writePrompts(visit, [promptsOf(language).slice(0, 6).join("\n")]);
      await page.getByRole("button", { name: say("Make each line a prompt") }).waitFor();
    },
  },
  {
    name: "configure-choices",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say, language } = visit;
      await openForm(visit);
      await writePrompts(visit, choices[language]);
      const name = say(
        "{count, plural, one {Make # prompt of the choices} other {Make # prompts of the choices}}",
        { count: 5 },
      );
      await page.getByRole("button", { name }).waitFor();
    },
  },
  {
    name: "configure-references",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say, language } = visit;
      await openForm(visit);
      await writePrompts(visit, promptsOf(language).slice(0, 4));
      await giveKey(visit, "AIzaSy-of-the-atelier-4f2c");
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser"),
        page.getByRole("button", { name: say("Drop, paste or choose.") }).click(),
      ]);
      const pictures = await Promise.all(["#b0c4a0", "#ae3219"].map(plain));
      await chooser.setFiles(
        pictures.map((buffer, index) => ({
          name: `reference-${index}.png`,
          mimeType: "image/png",
          buffer,
        })),
      );
      await page
        .getByRole("button", { name: say("Remove reference {number}", { number: 2 }) })
        .waitFor();
      await reviewButton(visit, 4).waitFor();
    },
  },
  {
    name: "bring-back",
    viewer: "the owner",
    come: (visit) => takeTold(visit),
  },
  {
    name: "configure-brought-back",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say, makeRoom } = visit;
      await takeTold(visit);
      const back = page.getByRole("button", { name: say("Use prompt and settings") });
      await makeRoom(async () => {
        await back.click();
        await page.getByRole("button", { name: say("Undo") }).waitFor();
      });
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await reviewButton(visit, 3).waitFor();
      await page.evaluate("window.scrollTo(0, 0)");
    },
  },
  {
    name: "configure-seed",
    viewer: "the owner",
    come: async (visit) => {
      const { page } = visit;
      await fillForm(visit);
      const field = await openSeed(visit);
      await field.fill("20261130");
      await field.scrollIntoViewIfNeeded();
      await page.locator("summary").getByText("20261130").waitFor();
    },
  },
  {
    name: "configure-shut-down",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await openForm(visit);
      await page.getByText(say("Models no longer offered"), { exact: true }).click();
      await page.locator("details input[name=model]").first().check();
      await page.getByRole("status").filter({ hasText: "Nano Banana" }).first().waitFor();
    },
  },
];

/** Chooses a picture that says how it was made, beside two prompts; of one of its settings this server has nothing. */
async function takeTold(visit: Visit): Promise<void> {
  const { page, say, language } = visit;
  await openForm(visit);
  const [first = "", second = "", prompt = ""] = promptsOf(language);
  await writePrompts(visit, [first, second]);
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: say("Drop, paste or choose.") }).click(),
  ]);
  const settings = {
    model: "simulator",
    aspectRatio: "16:9",
    imageSize: "8K",
    seed: 4217,
    size: null,
  };
  const told = { prompt, title: "moon-jar", creatorTool: "Bunch", ...settings };
  const buffer = await sharp(await plain("#1d5c82"))
    .withXmp(xmpPacket(told))
    .jpeg()
    .toBuffer();
  await chooser.setFiles({ name: "moon-jar.jpg", mimeType: "image/jpeg", buffer });
  await page.getByRole("button", { name: say("Use prompt and settings") }).waitFor();
}

function plain(background: string): Promise<Buffer> {
  return sharp({ create: { width: 80, height: 60, channels: 3, background } })
    .png()
    .toBuffer();
}
