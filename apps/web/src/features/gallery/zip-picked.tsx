import { longestSlots, writeSlots } from "@bunch/contracts/archive";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFileZip } from "@tabler/icons-react";
import { useEffect, useMemo } from "react";
import { useArchive } from "../../api/use-archive.ts";
import { fileSize } from "../../language/file-size.ts";
import { useWithMetadata } from "../../results/with-metadata.ts";

/** So few are asked for while somebody still picks. */
const eagerPictures = 200;

/** Downloads the pictures that are picked as one ZIP, and says before how large that is. */
export function ZipPicked(props: {
  executionId: string;
  /** The slots with a picture, in order. */
  drawn: readonly number[];
  onProblem: (problem: Error | null) => void;
}) {
  const { i18n } = useLingui();
  const { drawn, onProblem } = props;
  const slots = useMemo(() => writeSlots(drawn), [drawn]);
  const isEager = drawn.length <= eagerPictures && slots.length <= longestSlots;
  const [metadata] = useWithMetadata();
  const choice = { slots, ...(metadata && { metadata }) };
  const { archive, download } = useArchive(props.executionId, choice, isEager);
  const { error, reset } = download;
  useEffect(() => reset(), [slots, metadata, reset]);
  useEffect(() => onProblem(error), [error, onProblem]);
  const what = archive === null ? "ZIP" : `ZIP, ${fileSize(i18n.locale, archive.bytes)}`;
  if (slots.length > longestSlots) return null;
  return (
    <button
      type="button"
      aria-busy={download.isPending}
      onClick={() => download.isPending || download.mutate()}
    >
      <IconFileZip size={18} stroke={1.8} aria-hidden />
      <span>
        {download.isPending && archive === null ? <Trans>Fetching the pictures</Trans> : what}
      </span>
    </button>
  );
}
