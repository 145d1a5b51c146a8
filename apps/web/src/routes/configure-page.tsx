import type { ModelList } from "@bunch/contracts/model";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";
import { addresses } from "../addresses.ts";
import { useClient } from "../api/client-context.ts";
import { useCompose } from "../features/compose/compose-context.tsx";
import type { FocusFirst } from "../features/compose/first-run.tsx";
import { NameField } from "../features/compose/name-field.tsx";
import { useStore } from "../store.ts";
import { Heading } from "../ui/heading.tsx";
import { CatalogueComing, CatalogueGate } from "./catalogue-gate.tsx";
import classes from "./configure-page.module.css";
import { WizardSteps } from "./wizard-steps.tsx";

const Configure = lazy(async () => ({
  default: (await import("../features/compose/configure.tsx")).Configure,
}));
// Whoever has made a batch never sees it again.
const FirstRun = lazy(async () => ({
  default: (await import("../features/compose/first-run.tsx")).FirstRun,
}));

/** `/nano-banana`: the first step; for whoever has never made a batch, the welcome. */
export function ConfigurePage() {
  const { t } = useLingui();
  const client = useClient();
  const { draft } = useCompose();
  const { isBegun } = useStore(draft.store);
  // Asked beside the catalogue, not after it.
  const earlier = useQuery({
    queryKey: ["executions", "any"],
    queryFn: () => client.listExecutions({ limit: 1 }),
    enabled: !isBegun,
  });
  const isNew = !isBegun && earlier.data?.data.length === 0;
  return (
    <CatalogueGate title={t`Configure`}>
      {(catalogue) =>
        !isBegun && earlier.isPending ? (
          <CatalogueComing />
        ) : (
          <WelcomeOrForm catalogue={catalogue} isNew={isNew} />
        )
      }
    </CatalogueGate>
  );
}

function WelcomeOrForm({ catalogue, isNew }: { catalogue: ModelList; isNew: boolean }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [focusFirst, setFocusFirst] = useState<FocusFirst>(null);
  const [file, setFile] = useState<File | null>(null);
  if (isNew)
    return (
      <Suspense fallback={<CatalogueComing />}>
        <FirstRun catalogue={catalogue} onOpen={setFocusFirst} onFile={setFile} />
      </Suspense>
    );
  return (
    <Suspense fallback={<CatalogueComing />}>
      <Configure
        catalogue={catalogue}
        focusFirst={focusFirst}
        file={file}
        onReview={() => void navigate(addresses.review)}
        head={
          <>
            <div className={classes.steps}>
              <WizardSteps current={1} />
            </div>
            <div className={classes.head}>
              <Heading title={t`Configure`}>{t`Configure`}</Heading>
              <NameField />
            </div>
          </>
        }
      />
    </Suspense>
  );
}
