import type { Execution } from "@bunch/contracts/execution";
import { plural } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import {
  IconColumns2,
  IconDownload,
  IconPhotoPlus,
  IconPlayerStop,
  IconX,
} from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { useWithMetadata } from "../../results/with-metadata.ts";
import { MetadataBox } from "../../ui/metadata-box.tsx";
import { Stars } from "../../ui/stars.tsx";
import classes from "./selection-bar.module.css";
import type { Picked } from "./use-picked.ts";
import { usePictures } from "./use-pictures.ts";
import { ZipPicked } from "./zip-picked.tsx";

/** So many references are few enough to be taken at once. */
const mostReferences = 14;

/** What can be done with the pictures that are picked, at the window's foot. */
export function SelectionBar(props: {
  execution: Execution;
  picked: Picked;
  /** The stars that all of them have, 0 where they differ. */
  stars: number;
  areRejected: boolean;
  canRate: boolean;
  onRate: (stars: number) => void;
  onReject: () => void;
  onCompare: () => void;
  onReferences: (files: File[]) => void;
}) {
  const { t, i18n } = useLingui();
  const formats = useFormats();
  const { list: slots, drawn, selection, clear } = props.picked;
  const pictures = usePictures(props.execution, props.onReferences);
  const { save, take } = pictures;
  const [withMetadata, setWithMetadata] = useWithMetadata();
  const [zipProblem, setZipProblem] = useState<Error | null>(null);
  const { reset } = take;
  useEffect(() => reset(), [selection, reset]);
  const isComparable = drawn.length === slots.length && (slots.length === 2 || slots.length === 4);
  const refusal =
    [save, take].find((one) => one.error && !isStopped(one.error))?.error ?? zipProblem;
  const count = formats.number(drawn.length);
  const done = formats.number(pictures.saved);
  return (
    <div className={classes.bar} role="region" aria-label={t`Selected pictures`}>
      <b className={classes.count} aria-live="polite">
        <Plural value={slots.length} one="# selected" other="# selected" />
      </b>
      {props.canRate ? (
        <span className={classes.rate}>
          <Stars
            label={t`Rate the selected pictures`}
            stars={props.stars}
            nameOf={(stars) => t`${plural(stars, { one: "# star", other: "# stars" })}`}
            onRate={props.onRate}
          />
          <button type="button" aria-pressed={props.areRejected} onClick={props.onReject}>
            <IconX size={18} stroke={1.8} aria-hidden />
            <span>
              <Trans>Reject</Trans>
            </span>
          </button>
        </span>
      ) : null}
      {isComparable ? (
        <button type="button" onClick={props.onCompare}>
          <IconColumns2 size={18} stroke={1.8} aria-hidden />
          <span>
            <Trans>Compare</Trans>
          </span>
        </button>
      ) : null}
      {drawn.length === 0 || drawn.length > mostReferences ? null : take.isSuccess ? (
        <Link to={addresses.configure}>
          <IconPhotoPlus size={18} stroke={1.8} aria-hidden />
          <Trans>Added. To the new batch</Trans>
        </Link>
      ) : (
        <button type="button" onClick={() => take.isPending || take.mutate(drawn)}>
          <IconPhotoPlus size={18} stroke={1.8} aria-hidden />
          <span>
            <Trans>Use as reference</Trans>
          </span>
        </button>
      )}
      {drawn.length > 0 ? (
        <span className={classes.metadata}>
          <MetadataBox isShort isChecked={withMetadata} onChange={setWithMetadata} />
        </span>
      ) : null}
      {drawn.length > 1 && !save.isPending ? (
        <ZipPicked executionId={props.execution.id} drawn={drawn} onProblem={setZipProblem} />
      ) : null}
      {save.isPending ? (
        <button type="button" className={classes.go} onClick={pictures.stop}>
          <IconPlayerStop size={18} stroke={1.8} aria-hidden />
          <span aria-live="polite">
            <Trans>
              Stop: {done} of {count}
            </Trans>
          </span>
        </button>
      ) : drawn.length > 0 ? (
        <button type="button" className={classes.go} onClick={() => save.mutate(drawn)}>
          <IconDownload size={18} stroke={1.8} aria-hidden />
          <span>
            <Trans>Download {count}</Trans>
          </span>
        </button>
      ) : null}
      <button
        type="button"
        className={classes.close}
        aria-label={t`Select nothing`}
        onClick={clear}
      >
        <IconX size={20} stroke={1.6} aria-hidden />
      </button>
      {refusal ? (
        <p className={classes.wrong} role="alert">
          {i18n._(requestProblem(asRefused(refusal)))}
        </p>
      ) : null}
    </div>
  );
}

function isStopped(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "AbortError";
}
