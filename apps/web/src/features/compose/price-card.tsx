import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useId } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { companyName } from "../../language/vendor-name.ts";
import card from "../../ui/card.module.css";
import { Field } from "../../ui/field.tsx";
import type { Cap } from "./cap.ts";
import { BillByModel } from "./bill-by-model.tsx";
import { obstacleWords } from "./obstacle-words.ts";
import { PriceScale } from "./price-scale.tsx";
import type { Obstacle } from "./readiness.ts";
import classes from "./review.module.css";
import type { PriceTold } from "./use-estimate.ts";

/** The bill before: likely, high and capped, what it is made of, the cap, and the one yellow button. */
export function PriceCard(props: {
  price: PriceTold;
  references: number;
  referencePrice: number;
  /** Prompts have sizes or references of their own. */
  isByRow: boolean;
  isFree: boolean;
  /** Who charges for the pictures; null where several do. */
  vendor: string | null;
  capText: string;
  cap: Cap;
  obstacle: Obstacle | null;
  isStarting: boolean;
  onCap: (text: string) => void;
  onGenerate: () => void;
}) {
  const { t, i18n } = useLingui();
  const formats = useFormats();
  const ids = { label: useId(), cap: useId(), capWords: useId(), why: useId() };
  const { price, cap, obstacle, isFree } = props;
  const { images } = price;
  const total = formats.total(price.likely);
  const company = companyName(props.vendor ?? "");
  const sign = <span className="quiet">$</span>;
  const isStopped = obstacle !== null || cap.isWrong;
  const fits = cap.dollars === null ? images : Math.floor(cap.dollars / Math.max(price.each, 1e-9));
  return (
    <section className={`${card.card} ${classes.price}`} aria-labelledby={ids.label}>
      <p className="muted" id={ids.label}>
        {price.byModel.length > 1 ? (
          <Trans>These batches will cost, all together</Trans>
        ) : (
          <Trans>This batch will cost</Trans>
        )}
      </p>
      <p className={classes.figure}>
        {isFree ? (
          <Trans>nothing</Trans>
        ) : (
          <Trans>
            <small>about</small> <span className="unbroken">{total}</span>
          </Trans>
        )}
      </p>
      {isFree ? null : (
        <>
          <PriceScale likely={price.likely} high={price.high} cap={cap.dollars} />
          {price.byModel.length > 1 ? <BillByModel price={price} /> : <Bill {...props} />}
          <div className={classes.cap}>
            <label htmlFor={ids.cap}>
              <Trans>Stop before it passes</Trans>
            </label>
            <Field isWrong={cap.isWrong} className={classes.capField ?? ""}>
              {formats.isSignFirst ? sign : null}
              <input
                id={ids.cap}
                className="tabular"
                inputMode="decimal"
                autoComplete="off"
                placeholder={t`no cap`}
                value={props.capText}
                aria-invalid={cap.isWrong || undefined}
                aria-describedby={ids.capWords}
                onChange={(event) => props.onCap(event.target.value)}
              />
              {formats.isSignFirst ? null : sign}
            </Field>
          </div>
          <p id={ids.capWords} className={classes.capWords} data-wrong={cap.isWrong || undefined}>
            {cap.isWrong ? (
              <Trans>Write an amount in dollars, such as 2.50, or nothing.</Trans>
            ) : null}
            {!cap.isWrong && fits < images ? (
              <Plural
                value={fits}
                one="It will stop after about # picture; you can raise the cap then."
                other="It will stop after about # pictures; you can raise the cap then."
              />
            ) : null}
          </p>
        </>
      )}
      <Button
        variant={isStopped ? "default" : "go"}
        size="lg"
        fullWidth
        aria-disabled={isStopped || props.isStarting || undefined}
        aria-describedby={ids.why}
        onClick={() => {
          if (!isStopped && !props.isStarting) props.onGenerate();
        }}
      >
        {props.isStarting ? (
          <Trans>Starting…</Trans>
        ) : isFree ? (
          <Plural value={images} one="Generate # image — free" other="Generate # images — free" />
        ) : (
          <Plural
            value={images}
            one={<Trans>Generate # image — about {total}</Trans>}
            other={<Trans>Generate # images — about {total}</Trans>}
          />
        )}
      </Button>
      <p id={ids.why} className={classes.fine} role="status">
        {obstacle ? (
          i18n._(obstacleWords(obstacle))
        ) : isFree ? (
          <Trans>
            The simulator draws sketches and marks them as such. You can stop at any time.
          </Trans>
        ) : props.vendor === null ? (
          <Trans>
            Each provider charges your key with it; Bunch adds nothing. You can stop at any time:
            pictures that have not started cost nothing.
          </Trans>
        ) : (
          <Trans>
            {company} charges your key; Bunch adds nothing. You can stop at any time: pictures that
            have not started cost nothing.
          </Trans>
        )}
      </p>
    </section>
  );
}

function Bill(props: {
  price: PriceTold;
  references: number;
  referencePrice: number;
  isByRow: boolean;
}) {
  const { t } = useLingui();
  const formats = useFormats();
  const { price } = props;
  // With references of their own, what these cost is in the mean.
  const references = props.isByRow ? 0 : props.references;
  const { images } = price;
  const forReferences = Math.round(images * references * props.referencePrice * 100) / 100;
  const each = formats.each(price.each - references * props.referencePrice);
  return (
    <table className={classes.bill} aria-label={t`The bill`}>
      <tbody>
        <tr>
          <td>
            {props.isByRow ? (
              <Plural
                value={images}
                one={<Trans># picture as its prompt asks, about {each}</Trans>}
                other={<Trans># pictures as their prompts ask, about {each} each on average</Trans>}
              />
            ) : (
              <Plural
                value={images}
                one={<Trans># picture at about {each}, thinking included</Trans>}
                other={<Trans># pictures at about {each}, thinking included</Trans>}
              />
            )}
          </td>
          <td>{formats.total(Math.max(0, price.likely - forReferences))}</td>
        </tr>
        {references > 0 ? (
          <tr>
            <td>
              <Plural
                value={references}
                one="# reference picture, sent each time"
                other="# reference pictures, sent each time"
              />
            </td>
            <td>{formats.total(forReferences)}</td>
          </tr>
        ) : null}
        <tr>
          <td>
            <Trans>In all, about</Trans>
          </td>
          <td>{formats.total(price.likely)}</td>
        </tr>
      </tbody>
    </table>
  );
}
