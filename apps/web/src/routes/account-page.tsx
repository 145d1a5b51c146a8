import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useEffect } from "react";
import { Link, useLocation } from "react-router";
import { addresses } from "../addresses.ts";
import { useKeys } from "../api/use-keys.ts";
import { useMe } from "../api/use-me.ts";
import { useSignOut } from "../app/use-sign-out.ts";
import classes from "../features/account/account.module.css";
import { KeysSection } from "../features/account/keys-section.tsx";
import { LimitsSection } from "../features/account/limits-section.tsx";
import { TokensSection } from "../features/account/tokens-section.tsx";
import { useTokens } from "../features/account/use-tokens.ts";
import { useWebhooks } from "../features/account/use-webhooks.ts";
import { WebhooksSection } from "../features/account/webhooks-section.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { Waiting } from "../ui/waiting.tsx";

/** `/account`: one's keys, tokens, webhooks and limits, and the way out. */
export function AccountPage() {
  const { t } = useLingui();
  const signOut = useSignOut();
  const me = useMe();
  const isThere = useIsThere();
  useScrollToPart(isThere);
  return (
    <PageFrame
      heading={<Heading title={t`Your account`}>{t`Your account`}</Heading>}
      sub={
        signOut === null ? (
          <Trans>On this server nobody has to sign in: all of it is yours.</Trans>
        ) : (
          (me.data?.email ?? "\u00a0")
        )
      }
      actions={
        <>
          <Button component={Link} to={addresses.models}>
            <Trans>Models and prices</Trans>
          </Button>
          {signOut === null ? null : (
            <Button
              onClick={signOut}
              leftSection={<IconLogout size={20} stroke={1.6} aria-hidden />}
            >
              <Trans>Sign out</Trans>
            </Button>
          )}
        </>
      }
    >
      {isThere ? (
        <div className={classes.columns}>
          <div className={classes.main}>
            <KeysSection />
            <TokensSection />
            <WebhooksSection />
          </div>
          <LimitsSection />
        </div>
      ) : (
        <Waiting>
          <Trans>Fetching your account</Trans>
        </Waiting>
      )}
    </PageFrame>
  );
}

/** Once the lists have their answer or their refusal: one that grows would push down what is below. */
function useIsThere(): boolean {
  const lists = [useKeys(), useTokens(), useWebhooks()];
  return lists.every(({ isPending }) => !isPending);
}

/** The part that the address names is brought in sight: the page came after the address. */
function useScrollToPart(isThere: boolean): void {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === "" || !isThere) return;
    document.getElementById(hash.slice(1))?.scrollIntoView({ block: "nearest" });
  }, [hash, isThere]);
}
