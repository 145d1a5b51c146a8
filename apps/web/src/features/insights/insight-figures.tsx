import type { Analytics } from "@bunch/contracts/analytics";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { Figures } from "../../ui/figures.tsx";

/** All of it in four figures. */
export function InsightFigures({ total }: { total: Analytics["total"] }) {
  const { t } = useLingui();
  const formats = useFormats();
  const { pictures, failed } = total;
  const ended = pictures + failed;
  const possible = formats.atMost(total.possible_cost);
  const empty = formats.total(total.cost_without_picture);
  const half = formats.seconds(total.p50_ms ?? 0);
  const most = formats.seconds(total.p95_ms ?? 0);
  return (
    <Figures
      label={t`In all`}
      figures={[
        {
          name: t`Spent`,
          value: formats.total(total.cost),
          under: total.possible_cost > 0 ? <Trans>and perhaps {possible} more</Trans> : undefined,
        },
        {
          name: t`Pictures`,
          value: formats.number(pictures),
          under:
            failed === 0
              ? undefined
              : t`${plural(failed, { one: "# did not come out", other: "# did not come out" })}`,
        },
        {
          name: t`Came out`,
          value: ended === 0 ? "–" : formats.share(pictures / ended),
          under:
            total.cost_without_picture >= 0.005 ? (
              <Trans>{empty} charged without a picture</Trans>
            ) : undefined,
        },
        {
          name: t`One picture`,
          value:
            pictures === 0 ? "–" : total.cost === 0 ? t`free` : formats.each(total.cost / pictures),
          under:
            total.p50_ms === null ? undefined : (
              <Trans>
                half in {half}, nearly all in {most}
              </Trans>
            ),
        },
      ]}
    />
  );
}
