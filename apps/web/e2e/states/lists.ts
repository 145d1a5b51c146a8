import type { Page } from "playwright-core";
import type { State, Visit } from "./state.ts";
import { openForm, writePrompts } from "./ways.ts";

const good = {
  en: [
    "prompt,ratio,size,pictures,name,SKU",
    "a red fox from the front,16:9,,,fox,1",
    "a blue hare,,,2,,2",
    "a bear,,2K,,,3",
  ],
  fr: [
    "Texte;Format;Taille;Images;Nom;SKU",
    "un renard roux, de face;16:9;;;renard;1",
    "un lièvre bleu;;;2;;2",
    "un ours;;2K;;;3",
  ],
};
const template = {
  en: "a {{product}} in {{colour}}, on slate, soft light",
  fr: "{{produit}} {{couleur}}, sur ardoise, lumière douce",
};
const table = {
  en: ["product,colour,ratio", "teapot,cobalt blue,4:5", "vase,moss green,", "bowl,ochre,1:1"],
  fr: ["produit;couleur;format", "théière;bleu cobalt;4:5", "vase;vert mousse;", "bol;ocre;1:1"],
};
const bad = ["prompt,ratio,pictures", "a fox,7:5,9", ",1:1,1", "a hare,1:1,1"];

/** What is seen of a list of prompts: before it is taken, as marks, or what does not fit in it. */
export const listStates: State[] = [
  {
    name: "import-preview",
    viewer: "the owner",
    come: async (visit) => {
      await openForm(visit);
      await choose(visit, good[visit.language]);
      await take(visit).waitFor();
    },
  },
  {
    name: "import-taken",
    viewer: "the owner",
    come: async (visit) => {
      await openForm(visit);
      await choose(visit, good[visit.language]);
      await take(visit).click();
      await visit.page.getByRole("dialog").waitFor({ state: "detached" });
      await visit.page.getByRole("list", { name: visit.say("Marked prompts") }).waitFor();
    },
  },
  {
    name: "import-filled",
    viewer: "the owner",
    come: async (visit) => {
      await openForm(visit);
      await writePrompts(visit, [template[visit.language]]);
      await choose(visit, table[visit.language]);
      const { page, say } = visit;
      await page.getByText(say("Each row of the table stands in your prompt:")).waitFor();
    },
  },
  {
    name: "import-errors",
    viewer: "the owner",
    come: async (visit) => {
      await openForm(visit);
      await choose(visit, bad);
      await visit.page.getByRole("button", { name: visit.say("Choose the mended file") }).waitFor();
    },
  },
  {
    name: "import-drop",
    viewer: "the owner",
    come: async (visit) => {
      await openForm(visit);
      await drag(visit.page, bad.join("\n"));
      await visit.page.getByText(visit.say("Drop it: .txt, .csv or .jsonl")).waitFor();
    },
  },
];

function take({ page, say }: Visit) {
  const name = say("{count, plural, one {Take # prompt} other {Take # prompts}}", { count: 4 });
  return page.getByRole("button", { name });
}

async function choose({ page, say }: Visit, lines: string[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: say("Import a file") }).click(),
  ]);
  const buffer = Buffer.from(lines.join("\r\n"));
  await chooser.setFiles({ name: "list.csv", mimeType: "text/csv", buffer });
}

/** What a browser tells a page while a file is dragged over it. */
function drag(page: Page, text: string): Promise<void> {
  return page.evaluate((content) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], "list.csv", { type: "text/csv" }));
    document.body.dispatchEvent(
      new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }),
    );
  }, text);
}
