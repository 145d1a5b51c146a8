import type { ResumeRequest } from "@bunch/contracts/execution-request";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useId, useState } from "react";
import { type KeyWish, otherKey, sameKey } from "../../api/use-key-wish.ts";
import type { PauseRemedy } from "../../language/pause-words.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Field } from "../../ui/field.tsx";
import { KeyWishFields } from "../../ui/key-wish-fields.tsx";
import type { CapRoom } from "./suggest-cap.ts";
import classes from "./processing.module.css";

const decimalComma = ",";

/** Resume, with another key or a higher cap where that is what helps. */
export function ResumeForm(props: {
  remedy: PauseRemedy;
  /** Where the cap is reached. */
  room: CapRoom | null;
  /** Pictures that are not drawn yet. */
  left: number;
  /** Which key it goes on with, where another one helps. */
  wish: KeyWish;
  isPending: boolean;
  onResume: (wish: ResumeRequest) => void;
}) {
  const { t } = useLingui();
  const formats = useFormats();
  const suggested = props.room?.suggested.toFixed(2) ?? "";
  const [cap, setCap] = useState(
    formats.isSignFirst ? suggested : suggested.replace(".", decimalComma),
  );
  const [isWrong, setIsWrong] = useState(false);
  const whyId = useId();
  if (props.remedy === "none" || props.remedy === "new_batch") return null;
  const sign = <span className="quiet">$</span>;
  const least = formats.total(props.room?.least ?? 0);
  return (
    <form
      className={classes.remedy}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        const dollars = Number(cap.replace(",", ".").replace(/[^\d.]/g, ""));
        const isTooLow = props.room !== null && !(dollars >= props.room.least);
        setIsWrong(isTooLow);
        if (isTooLow || props.isPending) return;
        props.onResume(props.room === null ? {} : { max_cost: dollars });
      }}
    >
      {props.remedy === "another_key" ? (
        <KeyWishFields wish={props.wish} same={sameKey} other={otherKey} isWrong={false} />
      ) : null}
      {props.room ? (
        <Field isWrong={isWrong} className={classes.capField ?? ""}>
          {formats.isSignFirst ? sign : null}
          <input
            inputMode="decimal"
            autoComplete="off"
            aria-label={t`New cap in dollars`}
            aria-invalid={isWrong || undefined}
            aria-describedby={whyId}
            value={cap}
            onChange={(event) => setCap(event.target.value)}
          />
          {formats.isSignFirst ? null : sign}
        </Field>
      ) : null}
      <Button
        type="submit"
        variant="go"
        aria-disabled={props.isPending || undefined}
        leftSection={<IconPlayerPlay size={20} stroke={1.6} aria-hidden />}
      >
        {props.room ? <Trans>Raise the cap and resume</Trans> : <Trans>Resume</Trans>}
      </Button>
      {props.room && !isWrong ? (
        <p id={whyId} className={classes.enough}>
          <Plural
            value={props.left}
            one="New cap in all, about enough for the one picture that is left."
            other="New cap in all, about enough for the # pictures that are left."
          />
        </p>
      ) : null}
      {isWrong ? (
        <p id={whyId} className={classes.error} role="alert">
          <Trans>Write at least {least}: the next picture would not fit otherwise.</Trans>
        </p>
      ) : null}
    </form>
  );
}
