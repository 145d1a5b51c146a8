import type { ApiToken } from "@bunch/contracts/token";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Records } from "../../ui/records.tsx";
import classes from "./account.module.css";
import { OwnSection } from "./own-section.tsx";
import { TokenDialog } from "./token-dialog.tsx";
import { TokenRow } from "./token-row.tsx";
import { useTokens } from "./use-tokens.ts";

/** The tokens that scripts come with: what there is, one more, one less. */
export function TokensSection() {
  const { t } = useLingui();
  const tokens = useTokens();
  return (
    <OwnSection
      id="tokens"
      title={t`API tokens`}
      about={<Trans>With a token, your own scripts and programs do here what you may do.</Trans>}
      add={<Trans>New token</Trans>}
      dialog={TokenDialog}
      list={tokens}
    >
      {tokens.working.length === 0 ? (
        <p className={classes.empty}>
          <Trans>No tokens yet. Make one where a script shall start or fetch batches.</Trans>
        </p>
      ) : (
        <TokenList tokens={tokens.working} />
      )}
      {tokens.over.length > 0 ? (
        <details className={classes.over}>
          <summary>
            <Plural
              value={tokens.over.length}
              one="# that no longer works"
              other="# that no longer work"
            />
          </summary>
          <TokenList tokens={tokens.over} isOver />
        </details>
      ) : null}
    </OwnSection>
  );
}

function TokenList(props: { tokens: ApiToken[]; isOver?: boolean }) {
  const { t } = useLingui();
  return (
    <Records
      label={props.isOver ? t`Tokens that no longer work` : t`API tokens`}
      columns="minmax(0, 1.6fr) minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr) 36px"
      heads={[
        { text: t`Name` },
        { text: t`Made` },
        { text: t`Last used` },
        { text: props.isOver ? t`Ended` : t`Ends` },
        { text: "" },
      ]}
    >
      {props.tokens.map((token) => (
        <TokenRow key={token.id} token={token} isOver={props.isOver ?? false} />
      ))}
    </Records>
  );
}
