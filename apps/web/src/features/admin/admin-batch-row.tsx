import type { AdminExecution } from "@bunch/contracts/admin";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useVendorOf } from "../../api/use-vendor-of.ts";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import { inOneLine, statesOf, useStatusWords } from "../../results/batch-state.ts";
import { isFree } from "../../results/is-free.ts";
import { RecordCell, RecordName, RecordRow } from "../../ui/records.tsx";
import { StatusWords } from "../../ui/status-word.tsx";
import { Strip } from "../../ui/strip.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import classes from "./admin.module.css";
import { personName } from "./person-name.ts";

/** One batch with whose it is; it opens for looking. */
export function AdminBatchRow(props: { batch: AdminExecution; onPerson: (id: string) => void }) {
  const { batch } = props;
  const { t } = useLingui();
  const formats = useFormats();
  const nameOf = useModelName();
  const words = useStatusWords(batch, useVendorOf()(batch.model));
  const moment = formats.shortMoment(batch.created_at);
  const person = personName(batch.user);
  return (
    <RecordRow>
      <RecordName under={`${nameOf(batch.model)} · ${batch.aspect_ratio}, ${batch.image_size}`}>
        <Link to={addresses.resultsOf(batch.id, batch.user.id)}>
          {batch.name ?? t`Batch of ${moment}`}
        </Link>
      </RecordName>
      <RecordCell name={t`Whose`}>
        <TextButton
          onClick={() => props.onPerson(batch.user.id)}
          title={t`Only batches of ${person}`}
        >
          {person}
        </TextButton>
      </RecordCell>
      <RecordCell name={t`State`} isWide>
        <span className={classes.progress}>
          <Strip
            states={statesOf(batch)}
            label={inOneLine(words)}
            isRunning={batch.status === "processing" || batch.status === "pending"}
            size="small"
          />
          <StatusWords words={words} />
        </span>
      </RecordCell>
      <RecordCell name={t`Spent`} isEnd>
        {isFree(batch) ? <Trans>free</Trans> : formats.total(batch.stats.total_cost)}
      </RecordCell>
      <RecordCell name={t`Started`}>{moment}</RecordCell>
    </RecordRow>
  );
}
