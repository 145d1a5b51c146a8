import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { addresses } from "../addresses.ts";
import { Heading } from "../ui/heading.tsx";
import { Note } from "../ui/note.tsx";
import { PageFrame } from "../ui/page-frame.tsx";

/** What stands where a screen broke or could not be fetched; loading the page again mends most of it. */
export function ErrorFace() {
  const { t } = useLingui();
  return (
    <PageFrame
      heading={
        <Heading title={t`Something broke`}>
          <Trans>Something broke</Trans>
        </Heading>
      }
    >
      <Note
        kind="problem"
        role="alert"
        action={
          <>
            <Button onClick={() => window.location.reload()}>
              <Trans>Load the page again</Trans>
            </Button>
            <Button component="a" href={addresses.batches}>
              <Trans>All batches</Trans>
            </Button>
          </>
        }
      >
        <Trans>
          This page could not be shown. Your batches go on, and what you typed is kept. Load the
          page again.
        </Trans>
      </Note>
    </PageFrame>
  );
}
