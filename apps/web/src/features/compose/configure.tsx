import type { ModelList } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { lazy, type ReactNode, Suspense, useEffect, useId, useState } from "react";
import { keyLabel } from "../../language/key-label.ts";
import { useFormats } from "../../language/use-formats.ts";
import card from "../../ui/card.module.css";
import { Segments } from "../../ui/segments.tsx";
import { tidyText } from "./analyse-prompts.ts";
import { useCompose } from "./compose-context.tsx";
import classes from "./configure.module.css";
import { DoubtSection } from "./doubt-section.tsx";
import type { FocusFirst } from "./first-run.tsx";
import type { ImportedPrompts } from "./imported-prompts.ts";
import { KeySection } from "./key-section.tsx";
import { kindsOfFiles } from "./kinds-of-files.ts";
import { ModelSection } from "./model-section.tsx";
import { typedKey } from "./payer.ts";
import { PriceBar } from "./price-bar.tsx";
import { PromptsField } from "./prompts-field.tsx";
import type { Obstacle } from "./readiness.ts";
import { ReferencesSection } from "./references-section.tsx";
import { eachPrice, settingsOf } from "./settings.ts";
import { ShapeSection } from "./shape-section.tsx";
import { type Taken, takeReferences } from "./take-references.ts";
import { useDroppedAndPasted } from "./use-dropped-and-pasted.ts";
import { useBatchDraft } from "./use-batch-draft.ts";
import { useEstimate } from "./use-estimate.ts";
import { withWords } from "../../language/activate-language.ts";

// Whoever never drops a list never loads what reads it.
const ImportDialog = lazy(async () => ({
  default: (await withWords(import("./import-dialog.tsx"))).ImportDialog,
}));

/** Step one: the prompts, who pays, what guides the pictures, how they should be; the price below, always. */
export function Configure(props: {
  catalogue: ModelList;
  /** The heading and what stands above the form. */
  head: ReactNode;
  focusFirst: FocusFirst;
  /** A list that was dropped before the form was there. */
  list: File | null;
  onReview: () => void;
}) {
  const { catalogue } = props;
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const compose = useCompose();
  const { draft, references, keys, payer, analysed, settings, obstacle } = useBatchDraft(catalogue);
  const [problem, setProblem] = useState<Taken["problem"]>(null);
  const [list, setList] = useState(props.list);
  const modelLabel = useId();
  const count = references.list.length;
  const price = useEstimate({ ...analysed, references: count, settings });
  const { model, pixels } = settings;
  const simulator = catalogue.data.find((entry) => entry.simulated);
  const { change } = compose.draft;

  const takeFiles = async (files: File[]) => {
    const { lists, texts, pictures } = kindsOfFiles(files);
    if (pictures.length > 0) {
      const room = settings.maxReferences - compose.references.store.get().list.length;
      const maxMegabytes = catalogue.limits.max_reference_image_mb;
      const taken = takeReferences({ files: pictures, room, maxMegabytes });
      compose.references.add(taken.files);
      if (taken.files.length > 0) change({});
      setProblem(taken.problem);
    }
    setList(lists[0] ?? null);
    for (const text of texts) {
      const more = tidyText(await text.text()).trim();
      const before = compose.draft.store.get().promptsText.trimEnd();
      change({ promptsText: before === "" ? more : `${before}\n\n${more}` });
    }
  };
  const isDropTarget = useDroppedAndPasted(takeFiles);
  const takeImported = (taken: ImportedPrompts, how: "replace" | "append") => {
    const { promptsText, own, variations } = compose.draft.store.get();
    const before = how === "append" ? analysed.blocks.map((_, place) => own[place] ?? null) : [];
    const text = before.length > 0 ? `${promptsText.trimEnd()}\n\n${taken.text}` : taken.text;
    change({
      promptsText: text,
      own: [...before, ...taken.own].some((one) => one !== null) ? [...before, ...taken.own] : [],
      // A list that says itself how often each is drawn has said it.
      variations: taken.isCounted ? 1 : variations,
      ...(how === "replace" && { leftOut: [] }),
    });
    setList(null);
  };
  useEffect(() => {
    if (props.focusFirst) document.getElementById(props.focusFirst)?.focus();
  }, [props.focusFirst]);

  const changeReferences = (doIt: () => void) => {
    doIt();
    setProblem(null);
    change({});
  };
  const takeSimulator = (id: string) => {
    change({ model: id });
    // The button that was pressed is gone with the field: the focus goes to what stands there now.
    window.setTimeout(() => document.getElementById("who-pays")?.focus());
  };
  const chooseKey = (choice: string) => {
    // With another key it is not the batch that may have been started already.
    if (draft.idempotencyKey !== null) change({});
    compose.chooseKey(choice);
  };
  const checkKey = (typed: string, isToKeep: boolean) => {
    chooseKey(typedKey);
    void compose.key.check(typed, model, isToKeep);
  };
  return (
    <>
      <div className={classes.page}>
        {props.head}
        <div className={classes.two}>
          <PromptsField
            text={draft.promptsText}
            analysed={analysed}
            leftOut={draft.leftOut}
            maxPrompts={catalogue.limits.max_prompts}
            onText={(promptsText) => change({ promptsText })}
            onLeftOut={(leftOut) => change({ leftOut: [...new Set(leftOut)] })}
            onFiles={(files) => void takeFiles(files)}
            onDropOwn={(index) =>
              change({ own: draft.own.map((one, place) => (place === index ? null : one)) })
            }
            isDropTarget={isDropTarget}
          />
          <aside className={`${card.card} ${classes.side}`} aria-label={t`Settings`}>
            <Section title={model.simulated ? t`Key` : i18n._(keyLabel(model.vendor))}>
              <div id="who-pays" tabIndex={-1}>
                <KeySection
                  payer={payer}
                  keys={keys}
                  model={model}
                  hasServerKey={catalogue.server_keys.includes(model.vendor)}
                  onCheck={checkKey}
                  onForget={compose.key.forget}
                  onChoose={chooseKey}
                  onSimulator={simulator ? () => takeSimulator(simulator.id) : undefined}
                />
              </div>
            </Section>
            <Section
              title={t`Reference pictures`}
              note={t`${formats.number(count)} of ${formats.number(settings.maxReferences)}`}
            >
              <ReferencesSection
                references={references.list}
                max={settings.maxReferences}
                maxMegabytes={catalogue.limits.max_reference_image_mb}
                problem={problem}
                onFiles={(files) => void takeFiles(files)}
                onRemove={(id) => changeReferences(() => compose.references.remove(id))}
                onMove={(id, by) => changeReferences(() => compose.references.move(id, by))}
              />
            </Section>
            <Section title={t`Model`} note={t`price of one picture`} titleId={modelLabel}>
              <ModelSection
                models={catalogue.data}
                chosen={model}
                labelId={modelLabel}
                priceOf={(entry) =>
                  eachPrice(settingsOf({ ...draft, model: entry.id }, catalogue), count)
                }
                onChoose={(id) => change({ model: id })}
              />
            </Section>
            <Section title={t`Shape`} note={pixels ? `${pixels[0]} × ${pixels[1]} px` : undefined}>
              <ShapeSection
                ratios={model.aspect_ratios}
                chosen={settings.aspectRatio}
                label={t`Shape`}
                onChoose={(aspectRatio) => change({ aspectRatio })}
              />
            </Section>
            <div className={classes.pair}>
              <div>
                <h2>
                  <Trans>Size</Trans>
                </h2>
                <Segments
                  isWide
                  label={t`Size`}
                  value={settings.imageSize}
                  segments={model.image_sizes.map((value) => ({ value, label: value }))}
                  onChange={(imageSize) => change({ imageSize })}
                />
              </div>
              <div>
                <h2>
                  <Trans>Pictures a prompt</Trans>
                </h2>
                <Segments
                  isWide
                  label={t`Pictures a prompt`}
                  value={String(settings.variations)}
                  segments={Array.from({ length: catalogue.limits.max_variations }, (_, index) => ({
                    value: String(index + 1),
                    label: formats.number(index + 1),
                  }))}
                  onChange={(value) => change({ variations: Number(value) })}
                />
              </div>
            </div>
            {model.simulated ? null : (
              <DoubtSection
                vendor={model.vendor}
                chosen={settings.onDoubt}
                onChoose={(onDoubt) => change({ onDoubt })}
              />
            )}
          </aside>
        </div>
      </div>
      {list === null ? null : (
        <Suspense>
          <ImportDialog
            file={list}
            takes={{
              aspectRatios: model.aspect_ratios,
              imageSizes: model.image_sizes,
              references: settings.maxReferences,
            }}
            maxPrompts={catalogue.limits.max_prompts}
            before={analysed.blocks.length}
            onTake={takeImported}
            onChooseAnother={() => document.getElementById("prompts-file")?.click()}
            onClose={() => setList(null)}
          />
        </Suspense>
      )}
      <PriceBar
        price={price}
        prompts={analysed.prompts.length}
        variations={settings.variations}
        isFree={model.simulated}
        obstacle={obstacle}
        onReview={() => (obstacle ? focusOn(obstacle) : props.onReview())}
      />
    </>
  );
}

function Section(props: {
  title: string;
  note?: string | undefined;
  titleId?: string;
  children: ReactNode;
}) {
  return (
    <section>
      <h2>
        <span id={props.titleId}>{props.title}</span>
        {props.note ? <small className="tabular">{props.note}</small> : null}
      </h2>
      {props.children}
    </section>
  );
}

/** Brings the reader to what has to be mended. */
function focusOn(obstacle: Obstacle) {
  const isKey = obstacle === "key_missing" || obstacle === "key_refused";
  if (obstacle === "key_gone" || obstacle === "keys_unknown")
    document.querySelector<HTMLElement>("#who-pays input")?.focus();
  else document.getElementById(isKey ? "api-key" : "prompts")?.focus();
}
