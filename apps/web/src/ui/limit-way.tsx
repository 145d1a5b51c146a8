import { Trans } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../addresses.ts";
import { useFormats } from "../language/use-formats.ts";

/** Beside a refusal for a limit: when it is free again, where that is known, and where all limits stand. */
export function LimitWay(props: { freeAt: string | null }) {
  const formats = useFormats();
  const end = props.freeAt === null ? "" : formats.until(props.freeAt, new Date());
  return (
    <span>
      {props.freeAt === null ? null : <Trans>It is free again: {end}.</Trans>}{" "}
      <Link to={addresses.limits}>
        <Trans>See your limits</Trans>
      </Link>
    </span>
  );
}
