import { Trans, useLingui } from "@lingui/react/macro";
import { Models } from "../features/models/models.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { CatalogueGate } from "./catalogue-gate.tsx";

/** `/nano-banana/models`: what can draw, what it charges, until when, and for which key. */
export function ModelsPage() {
  const { t } = useLingui();
  return (
    <CatalogueGate title={t`Models`}>
      {(catalogue) => (
        <PageFrame
          heading={<Heading title={t`Models`}>{t`Models`}</Heading>}
          sub={<Trans>What can draw here, what a picture costs, and until when</Trans>}
        >
          <Models catalogue={catalogue} />
        </PageFrame>
      )}
    </CatalogueGate>
  );
}
