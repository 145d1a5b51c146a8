import type { Analytics } from "@bunch/contracts/analytics";
import type { RequestRefused } from "@bunch/contracts/client";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconTableDown } from "@tabler/icons-react";
import { useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { downloadFile } from "../../api/download-file.ts";
import { useMe } from "../../api/use-me.ts";
import { useModelName } from "../../api/use-model-name.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Choice } from "../../ui/choice.tsx";
import { Note } from "../../ui/note.tsx";
import { Segments } from "../../ui/segments.tsx";
import classes from "./insights.module.css";
import { spans, writeSpan } from "./span.ts";
import type { useAsked } from "./use-asked.ts";

/** Which days, which model and, for admins, whose; and all of it as a table to take away. */
export function InsightTools(props: {
  asked: ReturnType<typeof useAsked>;
  models: Analytics["models"];
  csvUrl: string;
}) {
  const { asked, models } = props;
  const { t } = useLingui();
  const me = useMe();
  const formats = useFormats();
  const nameOf = useModelName();
  const inAddress = models.some(({ model }) => model === asked.model) ? [] : [asked.model];
  const modelIds = [...models.map(({ model }) => model), ...inAddress.filter((id) => id !== "")];
  return (
    <div className={classes.tools}>
      <Choice
        isInline
        label={t`When`}
        value={asked.time}
        onChange={asked.setTime}
        options={spans(asked.today).map((span) => ({
          value: writeSpan(span),
          text:
            "days" in span
              ? t`${plural(span.days, { one: "the last day", other: "the last # days" })}`
              : formats.month(`${span.month}-15`),
        }))}
      />
      {modelIds.length > 1 || asked.model !== "" ? (
        <Choice
          isInline
          label={t`Model`}
          value={asked.model}
          onChange={asked.setModel}
          options={[
            { value: "", text: t`all` },
            ...modelIds.map((id) => ({ value: id, text: nameOf(id) })),
          ]}
        />
      ) : null}
      {me.data?.is_admin ? (
        <Segments<"mine" | "everybody">
          label={t`Whose`}
          value={asked.isEverybody ? "everybody" : "mine"}
          onChange={(whose) => asked.setEverybody(whose === "everybody")}
          segments={[
            { value: "mine", label: t`Mine` },
            { value: "everybody", label: t`Everybody’s` },
          ]}
        />
      ) : null}
      <Export csvUrl={props.csvUrl} />
    </div>
  );
}

function Export({ csvUrl }: { csvUrl: string }) {
  const { i18n } = useLingui();
  const client = useClient();
  const [problem, setProblem] = useState<RequestRefused | null>(null);
  return (
    <>
      <Button
        className={classes.export}
        component="a"
        href={csvUrl}
        download
        onClick={(event) => {
          if (client.signedIn === null) return;
          event.preventDefault();
          setProblem(null);
          downloadFile(client, event.currentTarget.href, "bunch-analytics.csv").catch((cause) =>
            setProblem(asRefused(cause)),
          );
        }}
        leftSection={<IconTableDown size={20} stroke={1.6} aria-hidden />}
      >
        <Trans>Export (CSV)</Trans>
      </Button>
      {problem ? (
        <Note kind="problem" role="alert">
          {i18n._(requestProblem(problem))}
        </Note>
      ) : null}
    </>
  );
}
