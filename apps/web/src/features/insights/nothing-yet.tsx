import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import card from "../../ui/card.module.css";
import classes from "./insights.module.css";

/** Where nothing was drawn in that time. */
export function NothingYet({ isOfModel }: { isOfModel: boolean }) {
  return (
    <div className={`${card.card} ${classes.empty}`}>
      <p>
        {isOfModel ? (
          <Trans>This model has drawn nothing in that time.</Trans>
        ) : (
          <Trans>
            Nothing was drawn in that time. What your pictures cost, how long they took and why some
            did not come out stands here as soon as there is something.
          </Trans>
        )}
      </p>
      <Button variant="go" component={Link} to={addresses.configure}>
        <Trans>New batch</Trans>
      </Button>
    </div>
  );
}
