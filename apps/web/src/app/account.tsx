import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useCompose } from "../features/compose/compose-context.tsx";
import type { Session } from "../features/sign-in/session.ts";
import { useStore } from "../store.ts";
import classes from "./top-bar.module.css";

/** Who is signed in, and the way out. */
export function Account(props: { session: Session }) {
  const { t } = useLingui();
  const { forget } = useCompose();
  const state = useStore(props.session.store);
  if (state.is !== "in") return null;
  return (
    <div className={classes.account}>
      <span className={classes.email} title={state.email ?? undefined}>
        {state.email ?? <Trans>Signed in</Trans>}
      </span>
      <ActionIcon
        aria-label={t`Sign out`}
        title={t`Sign out`}
        onClick={() => {
          forget();
          void props.session.signOut();
        }}
      >
        <IconLogout size={20} stroke={1.6} />
      </ActionIcon>
    </div>
  );
}
