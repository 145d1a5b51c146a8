import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconLogout, IconUserCircle } from "@tabler/icons-react";
import { Link, useLocation } from "react-router";
import { addresses } from "../addresses.ts";
import type { Session } from "../features/sign-in/session.ts";
import { useStore } from "../store.ts";
import classes from "./top-bar.module.css";
import { useSignOut } from "./use-sign-out.ts";

/** The way to one's account: with the name of who is signed in, and the way out beside it. */
export function Account(props: { session: Session | null }) {
  const { t } = useLingui();
  return (
    <div className={classes.account}>
      {props.session ? <SignedIn session={props.session} /> : <Way>{t`Your account`}</Way>}
    </div>
  );
}

function SignedIn({ session }: { session: Session }) {
  const { t } = useLingui();
  const state = useStore(session.store);
  const signOut = useSignOut();
  if (state.is !== "in" || signOut === null) return null;
  return (
    <>
      <Way email={state.email}>{t`Your account`}</Way>
      <ActionIcon aria-label={t`Sign out`} title={t`Sign out`} onClick={signOut}>
        <IconLogout size={20} stroke={1.6} />
      </ActionIcon>
    </>
  );
}

function Way(props: { children: string; email?: string | null }) {
  const { pathname } = useLocation();
  return (
    <Link
      className={classes.person}
      to={addresses.account}
      title={props.children}
      aria-current={pathname === addresses.account ? "page" : undefined}
    >
      <IconUserCircle size={20} stroke={1.6} aria-hidden />
      <span className="unseen">{props.children}</span>
      {props.email === undefined ? null : (
        <span className={classes.email}>{props.email ?? <Trans>Signed in</Trans>}</span>
      )}
    </Link>
  );
}
