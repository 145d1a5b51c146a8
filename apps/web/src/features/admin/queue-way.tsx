import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Note } from "../../ui/note.tsx";
import { useAdminClient } from "./use-admin-client.ts";

/** The way to the queue's own pages, which are no part of this app: the server has to let this browser in first. */
export function QueueWay() {
  const { i18n } = useLingui();
  const admin = useAdminClient();
  const opening = useMutation({
    mutationFn: admin.openQueues,
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <>
      <Button
        leftSection={<IconExternalLink size={16} stroke={1.8} aria-hidden />}
        loading={opening.isPending}
        onClick={() => opening.mutate()}
      >
        <Trans>Queue dashboard</Trans>
      </Button>
      {opening.error ? (
        <Note kind="problem" role="alert">
          {i18n._(requestProblem(asRefused(opening.error)))}
        </Note>
      ) : null}
    </>
  );
}
