import type { RememberedKey } from "@bunch/contracts/provider-key";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { companyName } from "../../language/vendor-name.ts";
import dialog from "../../ui/dialog.module.css";
import { Note } from "../../ui/note.tsx";
import classes from "./account.module.css";

/** What the provider said of the key that was just added. */
export function KeyAdded({ added, onClose }: { added: RememberedKey; onClose: () => void }) {
  const isGood = added.test_outcome === "works";
  const company = companyName(added.vendor);
  const isRefused = added.test_outcome === "refused";
  return (
    <>
      <Note kind={isGood ? "good" : isRefused ? "problem" : "warning"} role="status">
        {isGood ? (
          <Trans>{company} takes it. You can choose it for your next batch.</Trans>
        ) : isRefused ? (
          <Trans>
            But {company} refuses it. Forget it here and add it again whole: a missing first or last
            character is the usual reason.
          </Trans>
        ) : (
          <Trans>{company} did not answer, so nobody knows yet whether it works.</Trans>
        )}
      </Note>
      {isRefused && added.test_message !== null ? (
        <p className={classes.said} lang="en">
          {added.test_message}
        </p>
      ) : null}
      <div className={dialog.choices}>
        <Button data-autofocus variant="go" onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </div>
    </>
  );
}
