import type { Analytics } from "@bunch/contracts/analytics";
import { Trans, useLingui } from "@lingui/react/macro";
import { asRefused } from "../../api/as-refused.ts";
import { useMe } from "../../api/use-me.ts";
import { useAreNamesComing } from "../../api/use-model-name.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Refusal } from "../../ui/refusal.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { ByModel } from "./by-model.tsx";
import { ByPerson } from "./by-person.tsx";
import classes from "./insights.module.css";
import { InsightFigures } from "./insight-figures.tsx";
import { InsightTools } from "./insight-tools.tsx";
import { NothingYet } from "./nothing-yet.tsx";
import { EachDay } from "./each-day.tsx";
import { Reasons } from "./reasons.tsx";
import { useAnalytics } from "./use-analytics.ts";
import { useAsked } from "./use-asked.ts";

/** What the pictures cost, and what came of them: in all, day by day, by model, and why some did not come out. */
export function Insights() {
  const { i18n } = useLingui();
  const asked = useAsked();
  const analytics = useAnalytics(asked.query);
  const { data } = analytics;
  const me = useMe();
  const areNamesComing = useAreNamesComing();
  // Who is an admin has one more choice, which would push what is there already.
  if (me.isPending || areNamesComing) return <AddingUp />;
  return (
    <>
      <InsightTools asked={asked} models={data?.models ?? []} csvUrl={analytics.csvUrl} />
      {data ? (
        <div className={classes.stack} aria-busy={analytics.isPlaceholderData}>
          <Shown data={data} today={asked.today} isOfModel={asked.model !== ""} />
        </div>
      ) : analytics.error ? (
        <Refusal
          words={i18n._(requestProblem(asRefused(analytics.error)))}
          onAgain={() => void analytics.refetch()}
        />
      ) : (
        <AddingUp />
      )}
    </>
  );
}

function AddingUp() {
  return (
    <Waiting>
      <Trans>Adding up</Trans>
    </Waiting>
  );
}

function Shown(props: { data: Analytics; today: string; isOfModel: boolean }) {
  const { data, today } = props;
  const { total } = data;
  if (total.calls + total.pictures + total.failed === 0)
    return <NothingYet isOfModel={props.isOfModel} />;
  return (
    <>
      <InsightFigures total={total} />
      <EachDay days={data.days} today={today} />
      <div className={classes.halves}>
        <ByModel models={data.models} />
        <Reasons reasons={data.reasons} pictures={total.pictures} />
      </div>
      {data.users ? <ByPerson users={data.users} /> : null}
    </>
  );
}
