import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { StatusWord } from "../../ui/status-word.tsx";
import classes from "./admin.module.css";

/** The end of a form of limits: why they were not saved, the button, and that they were. */
export function SaveLimits({
  save,
}: {
  save: { error: unknown; isPending: boolean; isSuccess: boolean };
}) {
  const { i18n } = useLingui();
  return (
    <>
      {save.error ? (
        <p className={classes.wrong} role="alert">
          {i18n._(requestProblem(asRefused(save.error)))}
        </p>
      ) : null}
      <div className={classes.save}>
        <Button type="submit" variant="go" aria-disabled={save.isPending || undefined}>
          <Trans>Save the limits</Trans>
        </Button>
        <span role="status">
          {save.isSuccess ? (
            <StatusWord state="completed">
              <Trans>Saved. They hold from now on.</Trans>
            </StatusWord>
          ) : null}
        </span>
      </div>
    </>
  );
}
