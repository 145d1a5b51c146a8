import type { ModelList } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useEffect } from "react";
import { Heading } from "../../ui/heading.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import { tidyText } from "./analyse-prompts.ts";
import { useCompose } from "./compose-context.tsx";
import { type Example, examplesIn } from "./examples.ts";
import { ExampleCards } from "./example-cards.tsx";
import classes from "./first-run.module.css";
import { kindsOfFiles } from "./kinds-of-files.ts";
import { SampleSheet } from "./sample-sheet.tsx";
import { settingsInPicture } from "./settings-in-picture.ts";
import { useDroppedAndPasted } from "./use-dropped-and-pasted.ts";

/** The field that the reader chose to begin with, by its id. */
export type FocusFirst = "api-key" | "prompts" | null;

/** The very first screen: what Bunch does, and three ways in. Pasting anywhere is a fourth. */
export function FirstRun(props: {
  catalogue: ModelList;
  onOpen: (focusFirst: FocusFirst) => void;
  /** A list, or a picture that says how it was made: the form takes it. */
  onFile: (file: File) => void;
}) {
  const { t, i18n } = useLingui();
  const { draft } = useCompose();
  const examples = examplesIn(i18n.locale === "fr" ? "fr" : "en");
  const simulator = props.catalogue.data.find((model) => model.simulated);
  const begin = (example: Example, model: string | null) =>
    draft.change({
      promptsText: example.prompts.join("\n\n"),
      aspectRatio: example.aspectRatio,
      variations: example.variations,
      model,
    });
  const open = (focusFirst: FocusFirst) => {
    props.onOpen(focusFirst);
    draft.change({});
  };
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (text.trim() !== "") draft.change({ promptsText: tidyText(text) });
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, [draft]);
  useDroppedAndPasted(async (files) => {
    const { lists, texts, pictures } = kindsOfFiles(files);
    const [list, [picture]] = [lists[0], pictures];
    const isTold = picture && pictures.length === 1 && (await settingsInPicture(picture)) !== null;
    const forForm = list ?? (isTold ? picture : undefined);
    if (forForm) props.onFile(forForm);
    if (forForm) draft.change({});
    else if (texts[0]) draft.change({ promptsText: tidyText(await texts[0].text()).trim() });
  });
  const { product } = examples;
  return (
    <div className={classes.page}>
      <section className={classes.hello}>
        <div>
          <Heading title={t`Welcome`}>
            <Trans>A whole bunch of pictures, in one go.</Trans>
          </Heading>
          <p className={classes.lead}>
            <Trans>
              Paste your prompts, look once at the price, start, and walk away. Come back to a full
              sheet, keep the good ones, download.
            </Trans>
          </p>
          <div className={classes.ways}>
            {simulator ? (
              <Button variant="go" size="lg" onClick={() => begin(product, simulator.id)}>
                <Trans>Try it with the simulator, free</Trans>
              </Button>
            ) : null}
            <Button
              size="lg"
              leftSection={<IconKey size={20} stroke={1.6} aria-hidden />}
              onClick={() => open("api-key")}
            >
              <Trans>Add a Gemini key</Trans>
            </Button>
          </div>
          <p className={classes.fine}>
            <Trans>
              The simulator draws simple sketches in place of real pictures, so you can see
              everything work. No key, no account, no cost.
            </Trans>
          </p>
          <p className={classes.fine}>
            <TextButton onClick={() => open("prompts")}>
              <Trans>Write or paste your own prompts</Trans>
            </TextButton>
          </p>
        </div>
        <SampleSheet />
      </section>
      <h2>
        <Trans>Or begin with an example</Trans>
      </h2>
      <ExampleCards
        examples={examples}
        onUse={(example) => begin(example, draft.store.get().model)}
      />
    </div>
  );
}
