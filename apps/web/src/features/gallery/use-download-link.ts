import type { Execution } from "@bunch/contracts/execution";
import { pictureName } from "@bunch/contracts/picture-name";
import type { Result } from "@bunch/contracts/result";
import type { MouseEvent } from "react";
import { useClient } from "../../api/client-context.ts";
import { downloadFile } from "../../api/download-file.ts";
import { slotOf } from "../../results/picture-number.ts";
import { useWithMetadata } from "../../results/with-metadata.ts";

/**
 * What makes a link save a picture, in its very bytes or with metadata in them. That comes from the server itself: where
 * people sign in a link alone would bring no token, and what goes wrong is told, with a way to try again.
 */
export function useDownloadLink(
  execution: Execution,
  onProblem: (problem: unknown, again: () => void) => void,
) {
  const client = useClient();
  const [withMetadata] = useWithMetadata();
  return (result: Result & { result_url: string }) => {
    const download = pictureName(result, execution);
    if (!withMetadata) return { href: result.result_url, download };
    const slot = slotOf(result, execution.variations);
    const href = client.pictureWithMetadata(execution.id, slot);
    if (client.signedIn === null) return { href, download };
    const save = () => {
      onProblem(null, save);
      downloadFile(client, href, download).catch((cause: unknown) => onProblem(cause, save));
    };
    const onClick = (event: MouseEvent) => {
      event.preventDefault();
      save();
    };
    return { href, download, onClick };
  };
}
