import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconX } from "@tabler/icons-react";
import { Stars } from "../../ui/stars.tsx";
import type { Mark } from "./batch-outline.ts";
import classes from "./rate-one.module.css";

/** Stars and rejection of one picture in a dark room. */
export function RateOne(props: {
  number: string;
  mark: Mark;
  onRate: (stars: number) => void;
  onReject: () => void;
}) {
  const { t } = useLingui();
  const { number, mark } = props;
  return (
    <span className={classes.rate}>
      <Stars
        label={t`Rate picture ${number}`}
        stars={mark.stars}
        nameOf={(stars) => t`${plural(stars, { one: "# star", other: "# stars" })}`}
        onRate={props.onRate}
        size={22}
      />
      <button type="button" aria-pressed={mark.isRejected} onClick={props.onReject}>
        <IconX size={16} stroke={1.8} aria-hidden />
        {mark.isRejected ? <Trans>Rejected</Trans> : <Trans>Reject</Trans>}
      </button>
    </span>
  );
}
