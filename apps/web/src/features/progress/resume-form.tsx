import type { ResumeRequest } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconKey, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import type { PauseRemedy } from "../../language/pause-words.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Field } from "../../ui/field.tsx";
import classes from "./processing.module.css";

/** Resume, with another key or a higher cap where that is what helps. */
export function ResumeForm(props: {
  remedy: PauseRemedy;
  cap: number | null;
  isPending: boolean;
  onResume: (wish: ResumeRequest) => void;
}) {
  const { t } = useLingui();
  const formats = useFormats();
  const [key, setKey] = useState("");
  const [cap, setCap] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  if (props.remedy === "none") return null;
  const sign = <span className="quiet">$</span>;
  const now = props.cap === null ? "" : formats.total(props.cap);
  return (
    <form
      className={classes.remedy}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        const dollars = Number(cap.replace(",", ".").replace(/[^\d.]/g, ""));
        const isTooLow = props.remedy === "raise_cap" && !(dollars > (props.cap ?? 0));
        setIsWrong(isTooLow);
        if (isTooLow || props.isPending) return;
        props.onResume({
          ...(key.trim() === "" ? {} : { api_key: key.trim() }),
          ...(props.remedy === "raise_cap" ? { max_cost: dollars } : {}),
        });
      }}
    >
      {props.remedy === "another_key" ? (
        <Field>
          <IconKey size={16} stroke={1.8} aria-hidden />
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            data-1p-ignore
            aria-label={t`Another Gemini key`}
            placeholder={t`Another key, if you have one`}
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        </Field>
      ) : null}
      {props.remedy === "raise_cap" ? (
        <Field isWrong={isWrong} className={classes.capField ?? ""}>
          {formats.isSignFirst ? sign : null}
          <input
            inputMode="decimal"
            autoComplete="off"
            aria-label={t`New cap in dollars`}
            aria-invalid={isWrong || undefined}
            placeholder={t`New cap`}
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
        <Trans>Resume</Trans>
      </Button>
      {isWrong ? (
        <p className={classes.error} role="alert">
          <Trans>Write more than the cap of now, {now}.</Trans>
        </p>
      ) : null}
    </form>
  );
}
