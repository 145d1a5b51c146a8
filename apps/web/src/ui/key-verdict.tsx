import type { ProviderKey } from "@bunch/contracts/provider-key";
import { Trans } from "@lingui/react/macro";
import { useFormats } from "../language/use-formats.ts";
import { StatusWord } from "./status-word.tsx";

/** What the provider said of a key when it was last asked. */
export function KeyVerdict(props: Pick<ProviderKey, "test_outcome" | "tested_at">) {
  const formats = useFormats();
  const day = props.tested_at === null ? "" : formats.date(props.tested_at);
  switch (props.test_outcome) {
    case "works":
      return (
        <StatusWord state="completed">
          <Trans>Worked on {day}</Trans>
        </StatusWord>
      );
    case "refused":
      return (
        <StatusWord state="failed">
          <Trans>Refused on {day}</Trans>
        </StatusWord>
      );
    case "unreachable":
      return (
        <StatusWord state="uncertain">
          <Trans>No answer on {day}</Trans>
        </StatusWord>
      );
    case null:
      return (
        <StatusWord state="pending">
          <Trans>Not checked</Trans>
        </StatusWord>
      );
    default:
      return props.test_outcome satisfies never;
  }
}
