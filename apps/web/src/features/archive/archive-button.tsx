import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconFileZip } from "@tabler/icons-react";
import { asRefused } from "../../api/as-refused.ts";
import { useArchive } from "../../api/use-archive.ts";
import { fileSize } from "../../language/file-size.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { useWithMetadata } from "../../results/with-metadata.ts";
import { MetadataBox } from "../../ui/metadata-box.tsx";
import { Note } from "../../ui/note.tsx";
import classes from "./archive-button.module.css";

const everything = {};
const everythingTold = { metadata: true };
/** Above that the server has more to count than a look at a page is worth: it is counted when somebody wants it. */
const eagerResults = 1000;

/** Downloads all pictures of a batch as one ZIP, and says before how large that is. */
export function ArchiveButton({ execution, size }: { execution: Execution; size?: "lg" }) {
  const { i18n } = useLingui();
  const formats = useFormats();
  const { stats } = execution;
  const isEager = stats.successful > 0 && stats.total_results <= eagerResults;
  const [withMetadata, setWithMetadata] = useWithMetadata();
  const choice = withMetadata ? everythingTold : everything;
  const { archive, download } = useArchive(execution.id, choice, isEager);
  if (stats.successful === 0) return null;
  const what = archive === null ? "ZIP" : `ZIP, ${fileSize(i18n.locale, archive.bytes)}`;
  const missing = formats.number(archive?.missing ?? 0);
  return (
    <>
      <div className={classes.archive} data-size={size}>
        <Button
          {...(size ? { size } : {})}
          aria-busy={download.isPending}
          onClick={() => download.isPending || download.mutate()}
          leftSection={<IconFileZip size={20} stroke={1.6} aria-hidden />}
        >
          {download.isPending && archive === null ? (
            <Trans>Fetching the pictures</Trans>
          ) : (
            <Trans>Download all ({what})</Trans>
          )}
        </Button>
        <MetadataBox isChecked={withMetadata} onChange={setWithMetadata} />
      </div>
      {archive !== null && archive.missing > 0 ? (
        <Note kind="problem">
          <Trans>Lost pictures: {missing}</Trans>
        </Note>
      ) : null}
      {download.error ? (
        <Note kind="problem" role="alert">
          {i18n._(requestProblem(asRefused(download.error)))}
        </Note>
      ) : null}
    </>
  );
}
