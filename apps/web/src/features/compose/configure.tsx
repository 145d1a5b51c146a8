import type { Model, ModelList } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { lazy, type ReactNode, Suspense, useEffect, useId } from "react";
import { useFormats } from "../../language/use-formats.ts";
import card from "../../ui/card.module.css";
import { Segments } from "../../ui/segments.tsx";
import { BroughtBackNote } from "./brought-back-note.tsx";
import { CompareSection } from "./compare-section.tsx";
import { useCompose } from "./compose-context.tsx";
import classes from "./configure.module.css";
import type { FocusFirst } from "./first-run.tsx";
import { draftWith, type HowTaken, type ImportedPrompts, templatesOf } from "./imported-prompts.ts";
import { focusOnObstacle } from "./focus-on-obstacle.ts";
import { ModelSection } from "./model-section.tsx";
import { MoreSettings } from "./more-settings.tsx";
import { missingFor } from "./payer.ts";
import { PayerSections } from "./payer-sections.tsx";
import { PriceBar } from "./price-bar.tsx";
import { PromptsField } from "./prompts-field.tsx";
import { ReferencesSection } from "./references-section.tsx";
import { eachPrice, settingsOf } from "./settings.ts";
import { SettingSection as Section } from "./setting-section.tsx";
import { ShapeSection } from "./shape-section.tsx";
import { useBringBack } from "./use-bring-back.ts";
import { useDroppedAndPasted } from "./use-dropped-and-pasted.ts";
import { useMadePrompts } from "./use-made-prompts.ts";
import { useBatchDraft } from "./use-batch-draft.ts";
import { useEstimate } from "./use-estimate.ts";
import { useTakenFiles } from "./use-taken-files.ts";
import { withWords } from "../../language/activate-language.ts";

// Whoever never drops a list never loads what reads it.
const ImportDialog = lazy(async () => ({
  default: (await withWords(import("./import-dialog.tsx"))).ImportDialog,
}));
const BringBackDialog = lazy(async () => ({
  default: (await withWords(import("./bring-back-dialog.tsx"))).BringBackDialog,
}));

/** Step one: the prompts, who pays, what guides the pictures, how they should be; the price below, always. */
export function Configure(props: {
  catalogue: ModelList;
  /** The heading and what stands above the form. */
  head: ReactNode;
  focusFirst: FocusFirst;
  /** What was dropped before the form was there. */
  file: File | null;
  onReview: () => void;
}) {
  const { catalogue } = props;
  const { t } = useLingui();
  const formats = useFormats();
  const compose = useCompose();
  const { draft, references, keys, payers, analysed, settings, maxPrompts, obstacle } =
    useBatchDraft(catalogue);
  const modelLabel = useId();
  const count = references.list.length;
  const price = useEstimate({ ...analysed, references: count, settings });
  const { model, pixels } = settings;
  const simulator = catalogue.data.find((entry) => entry.simulated);
  const { change } = compose.draft;

  const back = useBringBack(catalogue, analysed.blocks);
  const { maxReferences } = settings;
  const taken = useTakenFiles({ catalogue, maxReferences, first: props.file, ask: back.ask });
  const { list, setList } = taken;
  const isDropTarget = useDroppedAndPasted(taken.take);
  const made = useMadePrompts({ text: draft.promptsText, own: draft.own }, ({ text, own }) =>
    change({ promptsText: text, own }),
  );
  const takeImported = (imported: ImportedPrompts, how: HowTaken) => {
    const { variations } = compose.draft.store.get();
    const next = draftWith(imported, how, { blocks: analysed.blocks, variations });
    change(next);
    if (how === "fill") made.note("table", next.promptsText);
    setList(null);
  };
  useEffect(() => {
    if (props.focusFirst) document.getElementById(props.focusFirst)?.focus();
  }, [props.focusFirst]);

  const priceOf = (entry: Model) =>
    eachPrice(settingsOf({ ...draft, model: entry.id, others: [] }, catalogue), count);
  const changeReferences = (doIt: () => void) => {
    doIt();
    taken.setProblem(null);
    change({});
  };
  const takeSimulator = (id: string) => {
    change({ model: id, others: [] });
    // The button that was pressed is gone with the field: the focus goes to what stands there now.
    window.setTimeout(() => document.getElementById("who-pays")?.focus());
  };
  const undo = () => {
    back.undo();
    // The button that was pressed is gone with its note.
    document.getElementById("prompts")?.focus();
  };
  return (
    <>
      <div className={classes.page}>
        {props.head}
        {back.name === null ? null : <BroughtBackNote name={back.name} onUndo={undo} />}
        <div className={classes.two}>
          <PromptsField
            text={draft.promptsText}
            analysed={analysed}
            leftOut={draft.leftOut}
            maxPrompts={maxPrompts}
            onText={(promptsText) => change({ promptsText })}
            made={made}
            onLeftOut={(leftOut) => change({ leftOut: [...new Set(leftOut)] })}
            onFiles={(files) => void taken.take(files)}
            onDropOwn={(index) =>
              change({ own: draft.own.map((one, place) => (place === index ? null : one)) })
            }
            isDropTarget={isDropTarget}
          />
          <aside className={`${card.card} ${classes.side}`} aria-label={t`Settings`}>
            <PayerSections
              payers={payers}
              keys={keys}
              onSimulator={simulator ? () => takeSimulator(simulator.id) : undefined}
            />
            <Section
              title={t`Reference pictures`}
              note={t`${formats.number(count)} of ${formats.number(settings.maxReferences)}`}
            >
              <ReferencesSection
                references={references.list}
                max={settings.maxReferences}
                maxMegabytes={catalogue.limits.max_reference_image_mb}
                problem={taken.problem}
                onFiles={(files) => void taken.take(files)}
                onRemove={(id) => changeReferences(() => compose.references.remove(id))}
                onMove={(id, by) => changeReferences(() => compose.references.move(id, by))}
              />
            </Section>
            <Section title={t`Model`} note={t`price of one picture`} titleId={modelLabel}>
              <ModelSection
                models={catalogue.data}
                chosen={model}
                missing={payers.flatMap(({ payer }) => missingFor(payer))}
                labelId={modelLabel}
                priceOf={priceOf}
                onChoose={(id) => change({ model: id })}
              />
              <CompareSection
                known={catalogue.data}
                models={settings.models}
                priceOf={priceOf}
                onChoose={(others) => change({ others })}
              />
            </Section>
            <Section title={t`Shape`} note={pixels ? `${pixels[0]} × ${pixels[1]} px` : undefined}>
              <ShapeSection
                ratios={settings.aspectRatios}
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
                  segments={settings.imageSizes.map((value) => ({ value, label: value }))}
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
            <MoreSettings
              draft={draft}
              settings={settings}
              vendor={payers[0]?.model.vendor ?? model.vendor}
              onChange={change}
            />
          </aside>
        </div>
      </div>
      {back.asked === null ? null : (
        <Suspense>
          <BringBackDialog
            {...back.asked}
            before={analysed.blocks.length}
            onBringBack={back.bringBack}
            onReference={() => {
              back.leave();
              if (back.asked) taken.addReferences([back.asked.file]);
            }}
            onClose={back.leave}
          />
        </Suspense>
      )}
      {list === null ? null : (
        <Suspense>
          <ImportDialog
            file={list}
            takes={{
              aspectRatios: settings.aspectRatios,
              imageSizes: settings.imageSizes,
              references: settings.maxReferences,
            }}
            maxPrompts={maxPrompts}
            before={analysed.blocks.length}
            templates={templatesOf(analysed.blocks)}
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
        models={settings.models.length}
        isFree={settings.isFree}
        obstacle={obstacle}
        onReview={() => (obstacle ? focusOnObstacle(obstacle, payers) : props.onReview())}
      />
    </>
  );
}
