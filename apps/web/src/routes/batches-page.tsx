import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "react-router";
import { addresses } from "../addresses.ts";
import { useCompose } from "../features/compose/compose-context.tsx";
import { BatchList } from "../features/history/batch-list.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";

/** `/nano-banana/executions`: the history. */
export function BatchesPage() {
  const { t } = useLingui();
  const { beginAnew } = useCompose();
  return (
    <PageFrame
      heading={<Heading title={t`Batches`}>{t`Batches`}</Heading>}
      actions={
        <Button
          variant="go"
          component={Link}
          to={addresses.configure}
          onClick={beginAnew}
          leftSection={<IconPlus size={20} stroke={1.6} aria-hidden />}
        >
          <Trans>New batch</Trans>
        </Button>
      }
    >
      <BatchList />
    </PageFrame>
  );
}
