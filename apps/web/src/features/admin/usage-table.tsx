import type { Usage } from "@bunch/contracts/admin";
import { Trans } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";

/** Every day in figures, the newest first. */
export function UsageTable({ days }: { days: Usage["days"] }) {
  const formats = useFormats();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">
            <Trans>Day</Trans>
          </th>
          <th scope="col">
            <Trans>Batches</Trans>
          </th>
          <th scope="col">
            <Trans>Pictures</Trans>
          </th>
          <th scope="col">
            <Trans>Failed</Trans>
          </th>
          <th scope="col">
            <Trans>Spent</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map((day) => (
          <tr key={day.day}>
            <th scope="row">{formats.utcDay(day.day)}</th>
            <td>{formats.number(day.executions)}</td>
            <td>{formats.number(day.pictures)}</td>
            <td>{formats.number(day.failed)}</td>
            <td>{formats.total(day.cost)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
