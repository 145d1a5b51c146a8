import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import classes from "./gallery.module.css";
import type { Filter } from "./show.ts";

/** What stands where the filter lets nothing through, and the way back. */
export function EmptyTable({ filter, onClear }: { filter: Filter; onClear: () => void }) {
  const { search, show } = filter;
  const isRating = filter.stars !== "any" || filter.rejected !== "shown";
  const isAny = search !== "" || isRating || show !== "all";
  return (
    <div className={classes.empty}>
      <p>
        {search !== "" ? (
          <Trans>No prompt holds “{search}” and fits the rest of the filter.</Trans>
        ) : isRating ? (
          <Trans>No picture is rated like this.</Trans>
        ) : show === "failed" ? (
          <Trans>None failed.</Trans>
        ) : show === "success" ? (
          <Trans>No picture yet.</Trans>
        ) : (
          <Trans>There is nothing in this batch.</Trans>
        )}
      </p>
      {isAny ? (
        <Button size="sm" onClick={onClear}>
          <Trans>Show all pictures</Trans>
        </Button>
      ) : null}
    </div>
  );
}
