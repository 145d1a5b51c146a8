import type { ModelList } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { asRefused } from "../api/as-refused.ts";
import { useModels } from "../api/use-models.ts";
import { requestProblem } from "../language/request-problem.ts";
import { Heading } from "../ui/heading.tsx";
import { Note } from "../ui/note.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { Waiting } from "../ui/waiting.tsx";

/** What stands there meanwhile. Which of its faces the page will show is not known before, so its heading is not seen yet. */
export function CatalogueComing() {
  return (
    <PageFrame heading={<h1 className="unseen">Bunch</h1>}>
      <Waiting>
        <Trans>Fetching the models and their prices</Trans>
      </Waiting>
    </PageFrame>
  );
}

/** Shows a page once the catalogue is there; until then that it comes, or why it does not. */
export function CatalogueGate(props: {
  title: string;
  children: (catalogue: ModelList) => ReactNode;
}) {
  const { i18n } = useLingui();
  const models = useModels();
  if (models.data) return props.children(models.data);
  if (!models.error) return <CatalogueComing />;
  return (
    <PageFrame heading={<Heading title={props.title}>{props.title}</Heading>}>
      <Note
        kind="problem"
        role="alert"
        action={
          <Button onClick={() => void models.refetch()}>
            <Trans>Try again</Trans>
          </Button>
        }
      >
        {i18n._(requestProblem(asRefused(models.error)))}
      </Note>
    </PageFrame>
  );
}
