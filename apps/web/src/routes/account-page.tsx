import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useEffect } from "react";
import { useLocation } from "react-router";
import { useMe } from "../api/use-me.ts";
import { useSignOut } from "../app/use-sign-out.ts";
import classes from "../features/account/account.module.css";
import { KeysSection } from "../features/account/keys-section.tsx";
import { LimitsSection } from "../features/account/limits-section.tsx";
import { TokensSection } from "../features/account/tokens-section.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";

/** `/account`: one's keys, tokens and limits, and the way out. */
export function AccountPage() {
  const { t } = useLingui();
  const signOut = useSignOut();
  const me = useMe();
  useScrollToPart();
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
        signOut === null ? null : (
          <Button onClick={signOut} leftSection={<IconLogout size={20} stroke={1.6} aria-hidden />}>
            <Trans>Sign out</Trans>
          </Button>
        )
      }
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          <KeysSection />
          <TokensSection />
        </div>
        <LimitsSection />
      </div>
    </PageFrame>
  );
}

/** The part that the address names is brought in sight: the page's code came after the address. */
function useScrollToPart(): void {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === "") return;
    document.getElementById(hash.slice(1))?.scrollIntoView({ block: "nearest" });
  }, [hash]);
}
