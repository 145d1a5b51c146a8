import { Trans } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import classes from "./review.module.css";

/** Likely, high and cap on one line, so that they can be compared by eye; the words below are the truth. */
export function PriceScale(props: { likely: number; high: number | null; cap: number | null }) {
  const formats = useFormats();
  const { likely, high, cap } = props;
  const end = Math.max(likely, high ?? 0, cap ?? 0, 0.01) * (cap === null ? 1.15 : 1);
  const share = (dollars: number) => `${Math.min(100, (dollars / end) * 100)}%`;
  return (
    <>
      <div className={classes.scale} aria-hidden="true">
        <div className={classes.track} />
        <div className={classes.fill} style={{ width: share(likely) }} />
        {high !== null && high > likely ? (
          <div
            className={classes.may}
            style={{ left: share(likely), width: share(high - likely) }}
          />
        ) : null}
        {cap === null ? null : (
          <div className={classes.stop} style={{ left: `calc(${share(cap)} - 3px)` }} />
        )}
      </div>
      <div className={classes.marks}>
        <span>
          <i data-kind="likely" />
          <b>{formats.total(likely)}</b> <Trans>likely</Trans>
        </span>
        {high === null ? null : (
          <span>
            <i data-kind="high" />
            <b>{formats.total(high)}</b> <Trans>high estimate</Trans>
          </span>
        )}
        {cap === null ? null : (
          <span>
            <i data-kind="cap" />
            <b>{formats.total(cap)}</b> <Trans>cap</Trans>
          </span>
        )}
      </div>
    </>
  );
}
