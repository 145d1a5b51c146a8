import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconCheck, IconPhotoPlus } from "@tabler/icons-react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { usePictures } from "./use-pictures.ts";

/** Puts a picture among the references of the next batch, then leads there. */
export function UseAsReference(props: {
  execution: Execution;
  slot: number;
  onReferences: (files: File[]) => void;
}) {
  const { i18n } = useLingui();
  const { take } = usePictures(props.execution, props.onReferences);
  if (take.isSuccess)
    return (
      <Button
        fullWidth
        component={Link}
        to={addresses.configure}
        data-autofocus
        leftSection={<IconCheck size={20} stroke={1.6} aria-hidden />}
      >
        <Trans>Added. To the new batch</Trans>
      </Button>
    );
  return (
    <>
      <Button
        fullWidth
        aria-disabled={take.isPending || undefined}
        leftSection={<IconPhotoPlus size={20} stroke={1.6} aria-hidden />}
        onClick={() => take.isPending || take.mutate([props.slot])}
      >
        <Trans>Use as reference</Trans>
      </Button>
      {take.error ? (
        <p className="small" role="alert">
          {i18n._(requestProblem(asRefused(take.error)))}
        </p>
      ) : null}
    </>
  );
}
