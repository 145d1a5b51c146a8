import type { ModelList } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useFreeAgain } from "../../api/use-limits.ts";
import { requestProblem } from "../../language/request-problem.ts";
import card from "../../ui/card.module.css";
import { LimitWay } from "../../ui/limit-way.tsx";
import { Note } from "../../ui/note.tsx";
import { readCap } from "./cap.ts";
import { useCompose } from "./compose-context.tsx";
import { executeForm } from "./execute-form.ts";
import { givenKey } from "./payer.ts";
import { PriceCard } from "./price-card.tsx";
import { ReviewFrames } from "./review-frames.tsx";
import { ReviewRows } from "./review-rows.tsx";
import classes from "./review.module.css";
import { useBatchDraft } from "./use-batch-draft.ts";
import { useEstimate } from "./use-estimate.ts";
import { type Started, useStartBatch } from "./use-start-batch.ts";

/** Step two: what will happen and what it will cost, in one look; one press starts it, once. */
export function Review(props: { catalogue: ModelList; onStarted: (started: Started) => void }) {
  const { i18n } = useLingui();
  const compose = useCompose();
  const { draft, references, keys, payers, analysed, settings, obstacle } = useBatchDraft(
    props.catalogue,
  );
  const price = useEstimate({
    ...analysed,
    references: references.list.length,
    settings,
  });
  const cap = readCap(draft.cap);
  const start = useStartBatch(props.onStarted);
  const freeAt = useFreeAgain(start.error);
  const generate = () => {
    // A repeat after a broken line is paid by the same key, whatever has been remembered or used meanwhile.
    for (const { payer, model } of payers)
      if (payer.by === "remembered") compose.chooseKey(model.vendor, payer.key.id);
    start.start(
      executeForm({
        prompts: analysed.prompts,
        references: references.list,
        settings,
        name: draft.name,
        cap: cap.dollars,
        keys: Object.fromEntries(payers.map(({ model, payer }) => [model.vendor, givenKey(payer)])),
      }),
    );
  };
  return (
    <>
      {draft.startedAs !== null && !start.isStarting ? (
        <div className={classes.note}>
          <Note
            kind="good"
            action={
              <Link
                to={
                  draft.startedSet === null
                    ? addresses.processing(draft.startedAs)
                    : addresses.set(draft.startedSet)
                }
              >
                <Trans>See it</Trans>
              </Link>
            }
          >
            {settings.isFree ? (
              <Trans>You have started this batch. Pressing again draws all of it anew.</Trans>
            ) : (
              <Trans>
                You have started this batch. Pressing again draws, and pays, all of it anew.
              </Trans>
            )}
          </Note>
        </div>
      ) : null}
      {start.error ? (
        <div className={classes.note}>
          <Note kind="problem" role="alert">
            <p>
              {i18n._(requestProblem(start.error))}{" "}
              {start.error.error.code === "over_limit" ? <LimitWay freeAt={freeAt} /> : null}
            </p>
            {start.error.error.code === "internal" ? (
              <p className="small muted" lang="en">
                {start.error.error.message}
              </p>
            ) : null}
          </Note>
        </div>
      ) : null}
      <div className={classes.review}>
        <section className={card.card}>
          <ReviewRows
            prompts={analysed.prompts}
            references={references.list}
            settings={settings}
            payers={payers}
            keys={keys}
            known={props.catalogue.data}
            onSwap={(gone, instead) =>
              compose.draft.change(
                gone === settings.model.id
                  ? { model: instead }
                  : { others: draft.others.map((id) => (id === gone ? instead : id)) },
              )
            }
          />
          <ReviewFrames
            count={price.images / settings.models.length}
            variations={settings.variations}
            aspectRatio={settings.aspectRatio}
            prompts={analysed.prompts}
          />
        </section>
        <PriceCard
          price={price}
          references={references.list.length}
          isByRow={analysed.prompts.some(
            (prompt) =>
              typeof prompt !== "string" &&
              (prompt.image_size !== undefined || prompt.references !== undefined),
          )}
          isFree={settings.isFree}
          vendor={payers.length === 1 ? (payers[0]?.model.vendor ?? null) : null}
          referencePrice={settings.model.cost_per_reference_image}
          capText={draft.cap}
          cap={cap}
          obstacle={obstacle}
          isStarting={start.isStarting}
          onCap={(text) => compose.draft.change({ cap: text })}
          onGenerate={generate}
        />
      </div>
    </>
  );
}
