import type { Result } from "@bunch/contracts/result";
import { Trans, useLingui } from "@lingui/react/macro";
import { useVendorOf } from "../../api/use-vendor-of.ts";
import type { Formats } from "../../language/formats.ts";
import { resultProblem } from "../../results/result-problem.ts";
import classes from "./gallery.module.css";

/** Why a picture did not come, what it may have cost, and below it, as they were said, the model's or the server's own words. */
export function FailureWords(props: { result: Result; model: string; formats: Formats }) {
  const { result, formats } = props;
  const { i18n } = useLingui();
  const vendor = useVendorOf()(props.model);
  const possible = formats.atMost(result.possible_cost);
  const isFree = (result.api_cost ?? 0) === 0 && result.possible_cost === 0;
  return (
    <>
      <span>{i18n._(resultProblem(result.error_code, vendor))}</span>{" "}
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
      {result.error_message ? <Said code={result.error_code} words={result.error_message} /> : null}
    </>
  );
}

/** Why a picture waits for its owner, in its frame; opened, it can be decided on. */
export function DoubtWords({ result, formats }: { result: Result; formats: Formats }) {
  const possible = formats.atMost(result.possible_cost);
  return (
    <span>
      <Trans>Perhaps drawn, perhaps charged: {possible}. Open it to decide.</Trans>
    </span>
  );
}

/** What the model says is quoted; what the server says of a broken line or answer is for who looks after it, so small and plain. */
function Said({ code, words }: { code: Result["error_code"]; words: string }) {
  switch (code) {
    case "refused":
    case "filtered":
    case "no_picture":
    case "too_long":
      return <q className={classes.words}>{words}</q>;
    case "bad_request":
    case "provider_error":
    case "unanswered":
    case "unreadable_answer":
    case "doubted":
    case null:
      return (
        <small className={classes.said} lang="en">
          {words}
        </small>
      );
    default:
      return code satisfies never;
  }
}
