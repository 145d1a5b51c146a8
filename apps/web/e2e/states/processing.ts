import type { BatchKind } from "./stage/batches.ts";
import type { State } from "./state.ts";
import { go, openProcessing, pageOf } from "./ways.ts";

const canClose = "You can close this tab. Everything is here when you come back.";

/** Why a batch rests, by what the page says of it. */
const rests: { name: string; kind: BatchKind; words: string }[] = [
  { name: "paused", kind: "paused", words: "Paused." },
  { name: "paused-cap", kind: "at its cap", words: "The cap is reached." },
  { name: "paused-key", kind: "with a refused key", words: "Google refused this key." },
  {
    name: "paused-credit",
    kind: "out of credit",
    words: "The credit of this key is used up at Google.",
  },
  { name: "paused-quota", kind: "of today’s quota", words: "Google’s limit for today is reached." },
  {
    name: "paused-model",
    kind: "with a model that is gone",
    words: "Google has shut this model down.",
  },
];

/** A batch on its way: going on, slowed down, resting for each reason, or heard of by asking alone. */
export const processingStates: State[] = [
  {
    name: "processing",
    viewer: "the owner",
    come: (visit) => openProcessing(visit, "half done", canClose),
  },
  {
    name: "processing-cancel",
    viewer: "the owner",
    come: async (visit) => {
      const { page, say } = visit;
      await openProcessing(visit, "half done", canClose);
      await page.getByRole("button", { name: say("Cancel the batch") }).click();
      await page.getByRole("button", { name: say("Let it go on") }).waitFor();
    },
  },
  {
    name: "processing-limited",
    viewer: "the owner",
    come: (visit) => openProcessing(visit, "limited", "There is nothing to do."),
  },
  ...rests.map(({ name, kind, words }): State => ({
    name,
    viewer: "the owner",
    come: (visit) => openProcessing(visit, kind, words),
  })),
  {
    name: "paused-doubts",
    viewer: "the owner",
    come: async (visit) => {
      await go(visit, await pageOf(visit, "in doubt", "/processing"));
      const question =
        "{undecided, plural, one {Draw it again, or leave it?} other {Draw them again, or leave them?}}";
      await visit.page.getByText(visit.say(question, { undecided: 2 })).waitFor();
    },
  },
  {
    name: "line-held-back",
    viewer: "the owner",
    refusal: /502/,
    come: async (visit) => {
      const { page, stage } = visit;
      stage.front.treat("refuse");
      try {
        const words =
          "Progress comes every few seconds here: something between this page and the server holds live news back.";
        page.setDefaultTimeout(40_000);
        await openProcessing({ ...visit, url: stage.front.url }, "half done", words);
      } finally {
        stage.front.treat("pass");
      }
    },
  },
  {
    name: "offline",
    viewer: "the owner",
    refusal: /ERR_INTERNET_DISCONNECTED|ERR_INCOMPLETE_CHUNKED_ENCODING/,
    come: async (visit) => {
      const { page, say, stage } = visit;
      await openProcessing({ ...visit, url: stage.front.url }, "half done", canClose);
      await page.waitForFunction(() => {
        const images = [...document.images];
        return images.length > 2 && images.every((one) => one.complete);
      });
      // That one is offline makes room for itself, and so may what comes meanwhile.
      await visit.makeRoom(async () => {
        await page.context().setOffline(true);
        stage.front.treat("pass");
        await page.getByText(say("You are offline.")).waitFor({ timeout: 40_000 });
      });
    },
  },
];
