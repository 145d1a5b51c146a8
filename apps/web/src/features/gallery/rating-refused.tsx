import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Note } from "../../ui/note.tsx";
import classes from "./rating-refused.module.css";
import type { Ratings } from "./use-ratings.ts";

/** That a rating was not kept, why, and once more; over whatever is open, as it may have been given there. */
export function RatingRefused({ ratings }: { ratings: Ratings }) {
  const { i18n } = useLingui();
  if (ratings.refused === null) return null;
  const { changes, cause } = ratings.refused;
  return (
    <div className={classes.over}>
      <Note
        kind="problem"
        role="alert"
        action={
          <>
            <Button size="sm" onClick={ratings.tryAgain}>
              <Trans>Rate again</Trans>
            </Button>
            <Button size="sm" variant="bare" onClick={ratings.forgetRefusal}>
              <Trans>Leave it</Trans>
            </Button>
          </>
        }
      >
        <Plural
          value={changes.size}
          one="The rating of # picture was not kept and is taken back."
          other="The ratings of # pictures were not kept and are taken back."
        />{" "}
        {i18n._(requestProblem(asRefused(cause)))}
      </Note>
    </div>
  );
}
