import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useWithMetadata } from "../../results/with-metadata.ts";
import { MetadataBox } from "../../ui/metadata-box.tsx";
import { useDownloadLink } from "./use-download-link.ts";

/** Saves the picture that is looked at, as it came or with its prompt and settings in it. */
export function DownloadOne(props: {
  execution: Execution;
  result: Result & { result_url: string };
}) {
  const { i18n } = useLingui();
  const [withMetadata, setWithMetadata] = useWithMetadata();
  const [problem, setProblem] = useState<unknown>(null);
  const linkOf = useDownloadLink(props.execution, setProblem);
  return (
    <>
      <MetadataBox isShort isChecked={withMetadata} onChange={setWithMetadata} />
      <Button
        variant="go"
        fullWidth
        component="a"
        {...linkOf(props.result)}
        leftSection={<IconDownload size={20} stroke={1.6} aria-hidden />}
      >
        <Trans>Download</Trans>
      </Button>
      {problem ? (
        <p className="small" role="alert">
          {i18n._(requestProblem(asRefused(problem)))}
        </p>
      ) : null}
    </>
  );
}
