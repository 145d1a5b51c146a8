import { Trans, useLingui } from "@lingui/react/macro";
import { asRefused } from "../../api/as-refused.ts";
import { useLimits } from "../../api/use-limits.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { LimitRows } from "../../ui/limit-rows.tsx";
import { Refusal } from "../../ui/refusal.tsx";
import { Section } from "../../ui/section.tsx";
import classes from "./account.module.css";

/** How much one may do, and how much of it is used. */
export function LimitsSection() {
  const { i18n, t } = useLingui();
  const limits = useLimits();
  return (
    <Section
      id="limits"
      title={t`Limits`}
      about={<Trans>How much you may do here. Whoever runs this server sets them.</Trans>}
    >
      {limits.isError && !limits.data ? (
        <div className={classes.note}>
          <Refusal
            words={i18n._(requestProblem(asRefused(limits.error)))}
            onAgain={() => void limits.refetch()}
          />
        </div>
      ) : (
        <LimitRows use={limits.data ?? null} />
      )}
    </Section>
  );
}
