import type { ModelList } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { Navigate, useNavigate } from "react-router";
import { addresses } from "../addresses.ts";
import { useCompose } from "../features/compose/compose-context.tsx";
import { Review } from "../features/compose/review.tsx";
import { useStore } from "../store.ts";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { CatalogueGate } from "./catalogue-gate.tsx";
import { WizardSteps } from "./wizard-steps.tsx";

/** `/nano-banana/review`: one look before anything is charged. Without a prompt there is nothing to look at. */
export function ReviewPage() {
  const { t } = useLingui();
  return (
    <CatalogueGate title={t`Review`}>
      {(catalogue) => <ReviewOrBack catalogue={catalogue} />}
    </CatalogueGate>
  );
}

function ReviewOrBack({ catalogue }: { catalogue: ModelList }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { draft } = useCompose();
  const { name, promptsText } = useStore(draft.store);
  if (promptsText.trim() === "") return <Navigate to={addresses.configure} replace />;
  return (
    <PageFrame
      above={<WizardSteps current={2} />}
      heading={<Heading title={t`Review`}>{t`Review`}</Heading>}
      sub={
        name.trim() === "" ? (
          <Trans>One look before anything is charged.</Trans>
        ) : (
          <Trans>{name}. One look before anything is charged.</Trans>
        )
      }
    >
      <Review
        catalogue={catalogue}
        onStarted={({ executionId, setId }) =>
          void navigate(setId === null ? addresses.processing(executionId) : addresses.set(setId))
        }
      />
    </PageFrame>
  );
}
