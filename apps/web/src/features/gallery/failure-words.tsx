import type { Result } from "@bunch/contracts/result";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Formats } from "../../language/formats.ts";
import { resultProblem } from "../../results/result-problem.ts";
import classes from "./gallery.module.css";

/** Why a picture did not come, what it may have cost, and the model's own words. */
export function FailureWords({ result, formats }: { result: Result; formats: Formats }) {
  const { i18n } = useLingui();
  const possible = formats.total(result.possible_cost);
  const isFree = (result.api_cost ?? 0) === 0 && result.possible_cost === 0;
  return (
    <>
      <span>{i18n._(resultProblem(result.error_code))}</span>{" "}
      {result.possible_cost > 0 ? (
        <span>
          <Trans>Perhaps charged: {possible}.</Trans>
        </span>
      ) : null}
      {isFree && result.attempts > 0 ? (
        <span>
          <Trans>Not charged.</Trans>
        </span>
      ) : null}
      {result.error_message ? <q className={classes.words}>{result.error_message}</q> : null}
    </>
  );
}
