import type { ApiToken } from "@bunch/contracts/token";
import { Trans, useLingui } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { RecordAction, RecordCell, RecordName, RecordRow } from "../../ui/records.tsx";
import classes from "./account.module.css";
import { RevokeToken } from "./revoke-token.tsx";

/** One token: what it is for and since when, never the token itself. */
export function TokenRow({ token, isOver }: { token: ApiToken; isOver: boolean }) {
  const { t } = useLingui();
  const formats = useFormats();
  const lastUsed = token.last_used_at === null ? t`never` : formats.shortMoment(token.last_used_at);
  const end = token.revoked_at ?? token.expires_at;
  const ended = end === null ? "" : formats.date(end);
  return (
    <RecordRow>
      <RecordName
        under={
          token.scope === "read" ? <Trans>Looks only</Trans> : <Trans>Looks, starts and pays</Trans>
        }
      >
        <span>{token.name}</span>
        <span className={classes.tail} translate="no">
          •••• {token.last_four}
        </span>
      </RecordName>
      <RecordCell name={t`Made`}>{formats.date(token.created_at)}</RecordCell>
      <RecordCell name={t`Last used`}>{lastUsed}</RecordCell>
      <RecordCell name={isOver ? t`Ended` : t`Ends`}>
        {end === null ? (
          <Trans>when you revoke it</Trans>
        ) : token.revoked_at === null ? (
          ended
        ) : (
          <Trans>Revoked {ended}</Trans>
        )}
      </RecordCell>
      <RecordAction>{isOver ? null : <RevokeToken token={token} />}</RecordAction>
    </RecordRow>
  );
}
