import type { Analytics } from "@bunch/contracts/analytics";
import { useLingui } from "@lingui/react/macro";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import { RecordCell, RecordName, RecordRow, Records } from "../../ui/records.tsx";
import { Section } from "../../ui/section.tsx";

/** What each model drew, how soon, and for how much. */
export function ByModel({ models }: { models: Analytics["models"] }) {
  const { t } = useLingui();
  const formats = useFormats();
  const nameOf = useModelName();
  return (
    <Section id="models" title={t`By model`}>
      <Records
        label={t`By model`}
        columns="minmax(0, 1fr) 72px 80px 80px 88px"
        heads={[
          { text: t`Model` },
          { text: t`Pictures`, isEnd: true },
          { text: t`Half took`, isEnd: true },
          { text: t`One costs`, isEnd: true },
          { text: t`Spent`, isEnd: true },
        ]}
      >
        {models.map((one) => (
          <RecordRow key={one.model}>
            <RecordName>{nameOf(one.model)}</RecordName>
            <RecordCell name={t`Pictures`} isEnd>
              {formats.number(one.pictures)}
            </RecordCell>
            <RecordCell name={t`Half took`} isEnd>
              {one.p50_ms === null ? "–" : formats.seconds(one.p50_ms)}
            </RecordCell>
            <RecordCell name={t`One costs`} isEnd>
              {one.pictures === 0
                ? "–"
                : one.cost === 0
                  ? t`free`
                  : formats.each(one.cost / one.pictures)}
            </RecordCell>
            <RecordCell name={t`Spent`} isEnd>
              {formats.total(one.cost)}
            </RecordCell>
          </RecordRow>
        ))}
      </Records>
    </Section>
  );
}
