import { longestSlots, writeSlots } from "@bunch/contracts/archive";
import { Trans } from "@lingui/react/macro";
import { IconFileZip } from "@tabler/icons-react";
import { useEffect } from "react";
import { useArchive } from "../../api/use-archive.ts";
import { useFormats } from "../../language/use-formats.ts";

/** So few are asked for while somebody still picks. */
const eagerPictures = 200;

/** Downloads the pictures that are picked as one ZIP, and says before how large that is. */
export function ZipPicked(props: {
  executionId: string;
  /** The slots with a picture, in order. */
  drawn: readonly number[];
  onProblem: (problem: Error | null) => void;
}) {
  const formats = useFormats();
  const { drawn, onProblem } = props;
  const slots = writeSlots(drawn);
  const isEager = drawn.length <= eagerPictures && slots.length <= longestSlots;
  const { archive, download } = useArchive(props.executionId, { slots }, isEager);
  const { error, reset } = download;
  useEffect(() => reset(), [slots, reset]);
  useEffect(() => onProblem(error), [error, onProblem]);
  const bytes = archive === null ? null : formats.bytes(archive.bytes);
  if (slots.length > longestSlots) return null;
  return (
    <button
      type="button"
      aria-busy={download.isPending}
      onClick={() => download.isPending || download.mutate()}
    >
      <IconFileZip size={18} stroke={1.8} aria-hidden />
      <span>
        {download.isPending && bytes === null ? (
          <Trans>Preparing the ZIP</Trans>
        ) : bytes === null ? (
          <Trans>As ZIP</Trans>
        ) : (
          <Trans>As ZIP, {bytes}</Trans>
        )}
      </span>
    </button>
  );
}
